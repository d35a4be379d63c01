const CROSSING_MS = 7000; // what an infinitely short message needs from edge to edge
const APART = 24; // pixels between two messages of a lane
const STILL_MS = 4000; // how long it stands where nothing may move

export interface Flight { lane: number; ms: number }

/**
 * Which lane a message takes and for how long it is in sight. All fly at one speed, so nobody overtakes in a lane;
 * null when every lane is taken: over a full picture less is more.
 */
export class Lanes {
  private readonly freeAt: number[] = [];

  /** `width` of the picture and of the `message` in pixels, `now` in milliseconds. */
  take(now: number, count: number, width: number, message: number, still: boolean): Flight | null {
    const lane = Array.from({ length: count }, (_, n) => n).find((n) => (this.freeAt[n] ?? 0) <= now);
    if (lane === undefined || width <= 0) return null;
    const perPixel = CROSSING_MS / width;
    this.freeAt[lane] = now + (still ? STILL_MS : (message + APART) * perPixel);
    return { lane, ms: still ? STILL_MS : (width + message) * perPixel };
  }
}

/** About how wide a text is, in ems: Hangul and Han are square, Latin letters half as wide. */
export const emsOf = (text: string): number => Array.from(text).reduce((sum, sign) => sum + (sign > "\u2e7f" ? 1 : 0.58), 0);
