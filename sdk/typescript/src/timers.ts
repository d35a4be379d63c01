// What is due when. The room decides nothing by a clock of its own: it is told the time.

/** `line` is the socket that a timer belongs to, or 0. */
interface Timer { readonly due: number; readonly name: string; readonly line: number; readonly run: () => void }

export class Timers {
  now = 0;
  private all: Timer[] = [];

  /** Runs once after so many milliseconds; one of the same name and line is replaced. */
  set(name: string, line: number, ms: number, run: () => void): void {
    this.clear(name, line);
    this.all.push({ due: this.now + ms, name, line, run });
  }

  clear(name: string, line: number): void {
    this.all = this.all.filter((timer) => timer.name !== name || timer.line !== line);
  }

  clearLine(line: number): void {
    this.all = this.all.filter((timer) => timer.line !== line);
  }

  clearAll(): void {
    this.all = [];
  }

  /** When the next one is due, or null. */
  get next(): number | null {
    return this.all.length === 0 ? null : Math.min(...this.all.map(({ due }) => due));
  }

  /** Runs what falls due until then, in order, each at its own time. */
  advance(now: number): void {
    for (;;) {
      const due = this.next;
      if (due === null || due > now) break;
      const timer = this.all.find((one) => one.due === due) as Timer;
      this.all = this.all.filter((one) => one !== timer);
      this.now = Math.max(this.now, due);
      timer.run();
    }
    this.now = Math.max(this.now, now);
  }
}
