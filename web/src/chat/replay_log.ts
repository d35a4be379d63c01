import type { Entry, Message } from "./protocol";

export interface HistoryPage { entries: Entry[]; through: number; more: boolean }
/** The room's log after number `after`, oldest first; with a session only what was said in it, of `limit` entries. */
export type ReadPage = (after: number, limit: number, session: string | null) => Promise<HistoryPage>;

export interface Broadcast { sessionId: string; /** Milliseconds since the epoch. */ startedAt: number; endedAt: number | null }

const PAGE = 200;
const AHEAD_MS = 20_000; // read before the picture gets there
const BEHIND_MS = 60_000; // shown at once after a jump
const JUMP_MS = 120_000; // farther ahead it is found by its time, not read through
const SHOWN = 300; // messages at the most
const STEP_MS = 2_000; // a longer step of the picture is a jump: nothing of it flies

/** What was said in one broadcast, up to the picture's position. `watch` and `state` are what React's external store wants. */
export class ReplayLog {
  private readonly read: ReadPage;
  private readonly broadcast: Broadcast;
  private readonly watchers = new Set<() => void>();
  private readonly flights = new Set<(message: Message) => void>();
  private loaded: Message[] = [];
  private from = 0; // milliseconds into the broadcast, as `reach`: between them everything is loaded
  private reach = 0;
  private after: number | null = null; // the number of the last entry that was read
  private position = 0;
  private reading = false;
  private shown: readonly Message[] = [];

  constructor(read: ReadPage, broadcast: Broadcast) {
    this.read = read;
    this.broadcast = broadcast;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly state = (): readonly Message[] => this.shown;

  /** Hands every message to `fly` at the moment the picture reaches it. */
  readonly feed = (fly: (message: Message) => void): (() => void) => {
    this.flights.add(fly);
    return () => this.flights.delete(fly);
  };

  /** The picture is at so many milliseconds since the broadcast began. */
  moveTo(ms: number): void {
    const before = this.position;
    this.position = ms;
    if (ms < this.from || ms > this.reach + JUMP_MS) this.forget(ms);
    if (ms >= before && ms - before < STEP_MS) {
      for (const message of this.loaded) if (offset(message) > before && offset(message) <= ms) this.flights.forEach((fly) => fly(message));
    }
    this.show();
    void this.readAhead();
  }

  private forget(ms: number): void {
    this.loaded = [];
    this.from = this.reach = Math.max(0, ms - BEHIND_MS);
    this.after = null;
  }

  private show(): void {
    const next = this.loaded.filter((message) => offset(message) <= this.position).slice(-SHOWN);
    if (next.length === this.shown.length && next.at(-1) === this.shown.at(-1) && next[0] === this.shown[0]) return;
    this.shown = next;
    this.watchers.forEach((watcher) => watcher());
  }

  private async readAhead(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.reach < this.position + AHEAD_MS) {
        const from = this.from;
        const after = this.after ?? (from === 0 ? 0 : await this.numberBefore(this.broadcast.startedAt + from));
        const page = await this.read(after, PAGE, this.broadcast.sessionId);
        if (from === this.from) this.keep(page); // else the picture has jumped meanwhile
      }
    } catch {
      return; // the next step of the picture asks again
    } finally {
      this.reading = false;
    }
  }

  private keep(page: HistoryPage): void {
    const { sessionId, startedAt, endedAt } = this.broadcast;
    const last = page.entries.at(-1);
    const over = !page.more || (last !== undefined && endedAt !== null && Date.parse(last.at) > endedAt);
    this.after = page.through;
    this.loaded = [...this.loaded, ...page.entries.filter((entry) => entry.kind === "message").filter((message) => message.session_id === sessionId && offset(message) >= this.from)];
    if (over) this.reach = Infinity;
    else if (last !== undefined) this.reach = Date.parse(last.at) - startedAt; // else of these entries none was said in it
    this.show();
  }

  /** A number whose page begins at the last before `time`: the log is in order of time, so it is halved until a page is left. */
  private async numberBefore(time: number): Promise<number> {
    const isBefore = async (number: number) => {
      const [entry] = (await this.read(number, 1, null)).entries;
      return entry !== undefined && Date.parse(entry.at) < time;
    };
    let low = 0;
    let high = PAGE;
    while (await isBefore(high)) [low, high] = [high, high * 2];
    while (high - low > PAGE) {
      const middle = Math.floor((low + high) / 2);
      if (await isBefore(middle)) low = middle;
      else high = middle;
    }
    return low;
  }
}

const offset = (message: Message): number => message.offset_ms ?? 0;
