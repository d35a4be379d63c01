import { RENEW_EVERY_MS, RENEW_MS, listen, type Channel } from "./listener";
import { EMPTY, beginning, hasGap, withStretch, type Log } from "./log";
import { recognised, type Unsent } from "./outbox";
import { TEXT_LIMIT, decoded, encoded, type ClientFrame, type Message, type Refusal, type ServerFrame, type Speaker, type Stretch, type Welcome } from "./protocol";

export interface SocketLike {
  send: (text: string) => void;
  close: () => void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: never) => void) | null;
}

/** Everything outside: the ticket's request, the socket, the clock in milliseconds, chance. */
export interface Outside {
  ticket: () => Promise<{ url: string; ticket: string; events?: Channel | null }>;
  open: (address: string, protocols?: string[]) => SocketLike;
  now: () => number;
  /** Runs it once after so many milliseconds; what it answers calls that off. */
  later: (run: () => void, ms: number) => () => void;
  random: () => number;
  newRef: () => string;
}

export interface Refused { text: string; code: string; detail: string; retryAfter: number | null }

/** What a page shows. A new object whenever something changed. */
export interface ChatState {
  status: "connecting" | "open" | "waiting";
  /** Null for a guest, undefined before the room has said. */
  you: Speaker | null | undefined;
  messages: readonly Message[];
  unsent: readonly Unsent[];
  refused: Refused | null;
  textLimit: number;
  /** The newest entry that was there when the room was entered: what comes later is new. */
  enteredAt: number;
}

export const PING_MS = 20_000;
const PONG_MS = 10_000;
const ANSWER_MS = 15_000; // a socket that does not open, or a join without an answer
const FETCH_MS = 5_000; // an answer to `fetch` that is later than that was lost
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const FORGET_MS = 600_000; // away for longer: the newest entries, not everything that was missed

interface Line { socket: SocketLike; open: boolean; joined: boolean; resumedFrom: number | null; awaitsPong: (() => void) | null; calledOff: (() => void)[] }

/** One room over however many sockets it takes; `watch` and `state` are what React's external store wants. */
export class ChatConnection {
  private readonly outside: Outside;
  private readonly watchers = new Set<() => void>();
  private log: Log = EMPTY;
  private entered = false;
  private line: Line | null = null;
  private successor: Line | null = null;
  private retries = 0;
  private calledOffRetry: (() => void) | null = null;
  private connectingSince: object | null = null;
  private fetchedAt = -Infinity;
  private lostAt = 0;
  private renewedAt = -Infinity;
  private refusedRef: string | null = null;
  private sending: string | null = null;
  private closed = true;
  private now_: ChatState = { status: "connecting", you: undefined, messages: [], unsent: [], refused: null, textLimit: TEXT_LIMIT, enteredAt: 0 };

  constructor(outside: Outside) {
    this.outside = outside;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly state = (): ChatState => this.now_;

  start(): void {
    if (!this.closed) return;
    this.closed = false;
    this.lostAt = this.outside.now();
    void this.connect();
  }

  stop(): void {
    this.closed = true;
    this.connectingSince = null;
    this.calledOffRetry?.();
    for (const line of [this.line, this.successor]) if (line) this.drop(line);
    this.line = this.successor = null;
  }

  /** The network is back or the page is looked at again: do not wait out the delay. */
  wake(): void {
    if (this.closed) return;
    if (this.now_.status === "waiting") {
      this.calledOffRetry?.();
      void this.connect();
    } else if (this.line?.joined) this.ping(this.line);
  }

  /** Says something, once the room is entered. Blank text and guests are passed over; what was refused and is sent unchanged keeps its ref. */
  send(text: string): void {
    const said = text.trim();
    if (said === "" || this.now_.you === null) return;
    const ref = this.refusedRef !== null && this.now_.refused?.text === said ? this.refusedRef : this.outside.newRef();
    this.refusedRef = null;
    this.change({ refused: null, unsent: [...this.now_.unsent, { ref, text: said, seen: false }] });
    this.sendNext();
  }

  forgetRefusal(): void {
    if (this.now_.refused) this.change({ refused: null });
  }

  /** One at a time: frames of one socket are handled side by side, and would land in any order. */
  private sendNext(): void {
    const [next] = this.now_.unsent;
    const { line } = this;
    if (!next || !line?.joined || this.sending === next.ref) return;
    this.sending = next.ref;
    this.tell(line, { action: "send", ref: next.ref, text: next.text });
    const unanswered = () => {
      if (this.sending !== next.ref || this.line !== line) return;
      this.sending = null;
      this.sendNext();
    };
    line.calledOff.push(this.outside.later(unanswered, ANSWER_MS));
  }

  private settled(ref: string, part: Partial<ChatState>): void {
    if (this.sending === ref) this.sending = null;
    this.change({ ...part, unsent: this.now_.unsent.filter((one) => one.ref !== ref) });
    this.sendNext();
  }

  private change(part: Partial<ChatState>): void {
    this.now_ = { ...this.now_, ...part };
    this.watchers.forEach((watcher) => watcher());
  }

  private tell(line: Line, frame: ClientFrame): void {
    if (line.open) line.socket.send(encoded(frame));
  }

  /** A socket of its own ticket; with one that still works it becomes the successor. */
  private async connect(): Promise<void> {
    const attempt = (this.connectingSince = {});
    if (!this.line) this.change({ status: "connecting" });
    try {
      const { url, ticket, events } = await this.outside.ticket();
      if (this.connectingSince !== attempt) return;
      this.begin(this.outside.open(`${url}?ticket=${encodeURIComponent(ticket)}`), events ?? null);
    } catch {
      if (this.connectingSince === attempt) this.retry();
    }
  }

  private begin(socket: SocketLike, channel: Channel | null): void {
    const line: Line = { socket, open: false, joined: false, resumedFrom: null, awaitsPong: null, calledOff: [] };
    this.calledOffRetry?.();
    if (this.line) this.successor = line;
    else this.line = line;
    line.calledOff.push(this.outside.later(() => line.joined || this.lost(line), ANSWER_MS));
    if (channel) line.calledOff.push(listen(channel, this.outside, (frame) => this.hear(line, frame), () => this.renew()));
    socket.onopen = () => {
      line.open = true;
      const recent = this.line !== line || this.outside.now() - this.lostAt < FORGET_MS;
      line.resumedFrom = this.entered && recent ? this.log.through : null;
      this.tell(line, line.resumedFrom === null ? { action: "join" } : { action: "join", resume_from: line.resumedFrom });
    };
    socket.onmessage = ({ data }) => {
      const frame = decoded(data);
      if (frame) this.hear(line, frame);
    };
    socket.onclose = () => this.lost(line);
  }

  private drop(line: Line): void {
    line.calledOff.forEach((callOff) => callOff());
    line.awaitsPong?.();
    line.open = line.joined = false;
    line.socket.onopen = line.socket.onmessage = line.socket.onclose = null;
    line.socket.close();
  }

  private lost(line: Line): void {
    if (line !== this.line && line !== this.successor) return;
    this.drop(line);
    if (line === this.successor) this.successor = null;
    else {
      if (this.now_.status === "open") this.lostAt = this.outside.now();
      this.line = this.successor;
      this.successor = null;
      if (this.line) return; // the next one is on its way already
    }
    this.retry();
  }

  /** Later each time, and never all clients of a room at the same moment. */
  private retry(): void {
    if (this.closed) return;
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.retries) * (0.5 + this.outside.random() / 2);
    this.retries += 1;
    if (!this.line) this.change({ status: "waiting" });
    this.calledOffRetry?.();
    this.calledOffRetry = this.outside.later(() => void this.connect(), delay);
  }

  private hear(line: Line, frame: ServerFrame): void {
    if (frame.type === "welcome") this.welcomed(line, frame);
    else if (frame.type === "entries") this.take(frame);
    else if (frame.type === "pong") this.answered(line, frame.through);
    else if (frame.type === "ack") this.settled(frame.ref, {});
    else this.refused(line, frame);
  }

  /** The next ticket says where entries come from now; not everybody asks for it in the same moment. */
  private renew(): void {
    if (this.outside.now() - this.renewedAt < RENEW_EVERY_MS) return;
    this.renewedAt = this.outside.now();
    this.outside.later(() => this.closed || void this.connect(), this.outside.random() * RENEW_MS);
  }

  private welcomed(line: Line, frame: Welcome): void {
    line.joined = true;
    this.retries = 0;
    if (line === this.successor) {
      if (this.line) this.drop(this.line);
      this.line = line;
      this.successor = null;
    }
    this.change({ status: "open", you: frame.you ?? null, textLimit: frame.text_limit });
    // Asked for what came after number n and told of less: this log is another one.
    const anew = line.resumedFrom === null || frame.after < line.resumedFrom;
    if (anew) {
      this.log = EMPTY;
      this.change({ enteredAt: frame.through });
    }
    this.entered = true;
    this.fetchedAt = -Infinity;
    this.take(frame, anew);
    this.sending = null;
    this.sendNext();
    this.pingEvery(line, Math.min(frame.ping_seconds * 1000, PING_MS));
    const until = Date.parse(frame.reconnect_at) - this.outside.now();
    line.calledOff.push(this.outside.later(() => void this.connect(), Math.max(PING_MS, until - this.outside.random() * 30_000)));
  }

  private pingEvery(line: Line, ms: number): void {
    const again = () => {
      if (!line.joined) return;
      this.ping(line);
      this.outside.later(again, ms);
    };
    this.outside.later(again, ms);
  }

  private ping(line: Line): void {
    this.tell(line, { action: "ping" });
    line.awaitsPong ??= this.outside.later(() => this.lost(line), PONG_MS);
  }

  private answered(line: Line, through: number): void {
    line.awaitsPong?.();
    line.awaitsPong = null;
    this.fetchIfMissing(through);
  }

  private take(stretch: Stretch, anew = false): void {
    const before = this.log.through;
    this.log = anew ? beginning(stretch) : withStretch(this.log, stretch);
    if (this.log.through > before) this.fetchedAt = -Infinity;
    if (this.log.messages !== this.now_.messages) {
      const fresh = anew ? [] : this.log.messages.filter((message) => message.seq > before);
      this.change({ messages: this.log.messages, unsent: recognised(this.now_.unsent, fresh, this.now_.you?.user_id) });
    }
    if (stretch.moving) this.renew();
    this.fetchIfMissing(stretch.more ? this.log.through + 1 : 0);
  }

  private fetchIfMissing(newest: number): void {
    if (!this.line || !hasGap(this.log, newest) || this.outside.now() - this.fetchedAt < FETCH_MS) return;
    this.fetchedAt = this.outside.now();
    this.tell(this.line, { action: "fetch", after: this.log.through });
  }

  private refused(line: Line, frame: Refusal): void {
    const one = this.now_.unsent.find(({ ref }) => ref === frame.ref);
    if (one) {
      this.refusedRef = one.ref;
      const refused = { text: one.text, code: frame.code, detail: frame.detail, retryAfter: frame.retry_after ?? null };
      this.settled(one.ref, { refused });
    } else if (!line.joined) this.lost(line);
  }
}
