import type { Minute } from "../../api/moderation";

const MINUTE_MS = 60_000;

/** One figure for each of the last `count` minutes up to `now` (milliseconds), oldest first; 0 messages where nobody spoke. */
export function everyMinute(minutes: readonly Minute[], now: number, count: number): Minute[] {
  const last = Math.floor(now / MINUTE_MS);
  const known = new Map(minutes.map((one) => [Math.floor(Date.parse(one.at) / MINUTE_MS), one]));
  return Array.from({ length: count }, (_, n) => {
    const minute = last - count + 1 + n;
    return known.get(minute) ?? { at: new Date(minute * MINUTE_MS).toISOString(), messages: 0, chatters: 0, sentiment: 0 };
  });
}

/** A round number at or above the highest, for the axis: 1, 2, 5 times a power of ten. */
export function ceiling(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, highest)));
  return ([1, 2, 5, 10].find((step) => step * power >= highest) ?? 10) * power;
}

export type Mood = "good" | "even" | "bad";
const EVEN = 0.1; // of -1 to 1: below that nobody would call it a mood

export const moodOf = (sentiment: number): Mood => (sentiment > EVEN ? "good" : sentiment < -EVEN ? "bad" : "even");
