// A room's log as one client knows it: without a gap, in order, each entry once.
import { KINDS, type Entry } from "./frames.ts";

/** The entries after number `after` up to number `through`. */
export interface Stretch { readonly after: number; readonly through: number; readonly entries: readonly Entry[] }

const KEPT = 2000; // entries; older ones are in the history over HTTP
const HELD = 100; // stretches that wait for a gap to be filled

export class Log {
  entries: Entry[] = [];
  through = 0;
  private held: Stretch[] = [];

  /** Whatever was known before is forgotten. */
  restart(after: number): void {
    this.entries = [];
    this.held = [];
    this.through = after;
  }

  /** What is new by this stretch and by those that waited for it. Kinds that this version does not know count, and are left out. */
  take(stretch: Stretch): Entry[] {
    if (stretch.after > this.through) {
      this.held = [...this.held.slice(1 - HELD), stretch];
      return [];
    }
    const fresh: Entry[] = [];
    for (let next: Stretch | undefined = stretch; next; next = this.fitting()) {
      const { through } = this;
      fresh.push(...next.entries.filter((entry) => entry.seq > through && KINDS.has(entry.kind)));
      this.through = Math.max(through, next.through);
    }
    this.entries = [...this.entries, ...fresh].slice(-KEPT);
    return fresh;
  }

  /** Something between the log and what waits, or what `newest` promises, is missing. */
  lacks(newest: number): boolean {
    return this.held.length > 0 || newest > this.through;
  }

  private fitting(): Stretch | undefined {
    const found = this.held.find((one) => one.after <= this.through);
    this.held = this.held.filter((one) => one !== found);
    return found;
  }
}
