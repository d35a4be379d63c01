// One room over however many sockets it takes, without input or output of its own: it is told what happens and answers
// with what is to be done. sdk/python/madang_chat/room.py is the same machine; sdk/conformance holds both to it.
import type { ClientFrame, Locale, Refusal, ServerFrame, Welcome } from "./frames.ts";
import { Log, type Stretch } from "./log.ts";
import type { Deed, News, Question } from "./deeds.ts";
import { Timers } from "./timers.ts";

const PING_MS = 20_000; // the longest; the server may ask for less
const PONG_MS = 10_000;
const ANSWER_MS = 15_000; // a socket that does not open, a join or a message without an answer
const FETCH_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const MOVE_MS = 60_000; // within which the clients of a room that moves come for new tickets
const MOVED_MS = 300_000; // in which one does so once
const EARLY_MS = 30_000; // not all reconnect in the same moment
const STAY_AWAY = new Set([1008, 1013]); // policy violated, try again later
const AGAIN = new Set(["try_again", "too_fast"]); // refusals of the moment, not of the frame

export class Room {
  readonly log = new Log();
  readonly timers = new Timers();
  /** Said and neither acknowledged nor refused, oldest first. */
  waiting: Question[] = [];
  private readonly chance: () => number;
  private readonly language: Locale | null;
  private deeds: Deed[] = [];
  private lines = 0;
  private line = 0; // the socket that is heard, 0 without one
  private successor = 0; // another that takes its place once it is welcomed
  private joined = false;
  private entered = false;
  private readonly resumed = new Map<number, number | null>();
  private asked: string | null = null; // the ref of the one question that is on its way
  private fetching = false;
  private newest = 0;
  private retries = 0;
  private movedAt = -Infinity;
  private running = false;

  /** `chance` is between 0 and 1; with a `language` what is said is translated into it. */
  constructor(chance: () => number, language: Locale | null = null) {
    this.chance = chance;
    this.language = language;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  stop(): void {
    this.running = false;
    for (const line of [this.line, this.successor]) if (line) this.drop(line);
    this.line = this.successor = 0;
    this.joined = false;
    this.timers.clearAll();
  }

  /** The network is back: the pause before the next attempt is cut short, a socket that seems to live is asked whether it does. */
  wake(): void {
    if (!this.running) return;
    if (!this.line && !this.successor) this.connect();
    else if (this.joined) this.ping(this.line);
  }

  opened(line: number): void {
    if (line !== this.line && line !== this.successor) return;
    const resumeFrom = this.entered ? this.log.through : null;
    this.resumed.set(line, resumeFrom);
    this.tell(line, { action: "join", ...(resumeFrom !== null && { resume_from: resumeFrom }), ...this.wish() });
  }

  /** `code` is the WebSocket's, 1006 where nothing was said. */
  lost(line: number, code = 1006): void {
    if (line !== this.line && line !== this.successor) return;
    this.timers.clearLine(line);
    if (line === this.successor) this.successor = 0;
    else {
      this.line = this.successor;
      this.successor = 0;
      this.joined = false;
      this.asked = null;
      this.timers.clear("answer", 0);
      if (this.line) return; // the next one is on its way already
    }
    this.retry(code);
  }

  /** The app's ticket function was told that this person is let in no more: nothing is tried until the next start. */
  letInNoMore(): void {
    if (!this.running) return;
    this.stop();
    this.report({ news: "shut_out" });
  }

  heard(line: number, frame: ServerFrame): void {
    if (line !== this.line && line !== this.successor) return;
    switch (frame.type) {
      case "welcome": return this.welcomed(line, frame);
      case "entries": return this.took(frame, frame.more === true, frame.moving === true);
      case "ack": return this.settled(frame.ref, { news: "acknowledged", ref: frame.ref, held: frame.held === true });
      case "voted": return this.settled(frame.ref, { news: "voted", ref: frame.ref });
      case "refusal": return this.refused(line, frame);
      case "pong":
        this.timers.clear("pong", line);
        return this.missing(frame.through);
      default: // of a later version: passed over
    }
  }

  /** Kept until it is answered, and asked again, with the same ref, upon the next socket. */
  ask(question: Question): void {
    this.waiting.push(question);
    this.askNext();
  }

  /** What is to be done, in order; each is said once. */
  done(): Deed[] {
    const { deeds } = this;
    this.deeds = [];
    return deeds;
  }

  private report(news: News): void {
    this.deeds.push({ deed: "report", news });
  }

  private tell(line: number, frame: ClientFrame): void {
    this.deeds.push({ deed: "send", line, frame: { v: 1, ...frame } });
  }

  private wish(): { translate_to?: Locale } {
    return this.language === null ? {} : { translate_to: this.language };
  }

  /** A socket of its own ticket; beside one that still works it becomes the successor. */
  private connect(): void {
    if (this.successor) return;
    this.timers.clear("retry", 0);
    this.lines += 1;
    const line = this.lines;
    if (this.line) this.successor = line;
    else this.line = line;
    this.deeds.push({ deed: "open", line });
    this.timers.set("welcome", line, ANSWER_MS, () => this.giveUp(line));
  }

  private giveUp(line: number): void {
    this.deeds.push({ deed: "close", line });
    this.lost(line);
  }

  private drop(line: number): void {
    this.timers.clearLine(line);
    this.deeds.push({ deed: "close", line });
  }

  /** Later each time, and never all clients of a room at the same moment. */
  private retry(code: number): void {
    if (!this.running) return;
    const full = STAY_AWAY.has(code) ? LONGEST_RETRY_MS : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.retries);
    this.retries += 1;
    this.timers.set("retry", 0, full * (0.5 + this.chance() / 2), () => this.connect());
    if (!this.line) this.report({ news: "away", code });
  }

  private welcomed(line: number, frame: Welcome): void {
    this.timers.clear("welcome", line);
    if (line === this.successor) {
      this.drop(this.line);
      this.line = line;
      this.successor = 0;
    }
    this.joined = true;
    this.retries = 0;
    const resumedFrom = this.resumed.get(line) ?? null;
    this.resumed.delete(line);
    const anew = resumedFrom === null || frame.after < resumedFrom; // told of less than it asked for: another log
    if (anew) {
      this.log.restart(frame.after);
      this.newest = 0;
    }
    this.report({ news: "welcome", anew, frame });
    this.entered = true;
    this.fetching = false;
    this.took(frame, frame.more === true, false);
    this.asked = null;
    this.askNext();
    this.pingEvery(line, Math.min((frame.ping_seconds ?? Infinity) * 1000, PING_MS));
    const until = Date.parse(frame.reconnect_at) - this.timers.now - this.chance() * EARLY_MS;
    this.timers.set("successor", line, Math.max(PING_MS, until), () => this.connect());
  }

  private pingEvery(line: number, ms: number): void {
    this.timers.set("ping", line, ms, () => {
      this.ping(line);
      this.pingEvery(line, ms);
    });
  }

  private ping(line: number): void {
    this.tell(line, { action: "ping", ...this.wish() });
    this.timers.set("pong", line, PONG_MS, () => this.giveUp(line));
  }

  private took(stretch: Stretch, more: boolean, moving: boolean): void {
    const before = this.log.through;
    const fresh = this.log.take(stretch);
    if (this.log.through > before) this.fetching = false;
    if (fresh.length > 0) this.report({ news: "entries", entries: fresh });
    if (moving) this.move();
    this.missing(more ? stretch.through + 1 : 0);
  }

  /** The next ticket says where entries come from; not everybody asks for it in the same moment. */
  private move(): void {
    if (this.timers.now - this.movedAt < MOVED_MS) return;
    this.movedAt = this.timers.now;
    this.report({ news: "moving" });
    this.timers.set("move", 0, this.chance() * MOVE_MS, () => this.connect());
  }

  /** One question at a time, however many frames show that something is missing; asked again when its answer is late. */
  private missing(newest: number): void {
    this.newest = Math.max(this.newest, newest);
    if (!this.joined || this.fetching || !this.log.lacks(this.newest)) return;
    this.fetching = true;
    this.tell(this.line, { action: "fetch", after: this.log.through });
    this.timers.set("fetch", this.line, FETCH_MS, () => {
      this.fetching = false;
      this.missing(0);
    });
  }

  /** One at a time: frames of one socket are handled side by side, and would land in any order. */
  private askNext(): void {
    const [next] = this.waiting;
    if (!next || !this.joined || this.asked !== null) return;
    this.asked = next.ref;
    this.tell(this.line, next);
    this.askAgainAfter(ANSWER_MS);
  }

  private askAgainAfter(ms: number): void {
    this.timers.set("answer", 0, ms, () => {
      this.asked = null;
      this.askNext();
    });
  }

  private settled(ref: string, news: News): void {
    if (!this.waiting.some((one) => one.ref === ref)) return;
    this.waiting = this.waiting.filter((one) => one.ref !== ref);
    this.report(news);
    if (this.asked !== ref) return;
    this.asked = null;
    this.timers.clear("answer", 0);
    this.askNext();
  }

  private refused(line: number, { ref, code, detail, retry_after: seconds }: Refusal): void {
    const after = seconds ?? null;
    if (typeof ref === "string" && this.waiting.some((one) => one.ref === ref)) {
      if (!AGAIN.has(code)) this.settled(ref, { news: "refused", ref, code, detail, retry_after: after });
      else if (this.asked === ref) this.askAgainAfter((after ?? 1) * 1000);
    } else if (line !== this.line || !this.joined) this.giveUp(line);
    else if (typeof ref !== "string") this.report({ news: "refused", ref: null, code, detail, retry_after: after });
  }
}
