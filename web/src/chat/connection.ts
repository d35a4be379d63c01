import { factsAfter, factsOn, NO_FACTS } from "./facts";
import { RENEW_EVERY_MS, RENEW_MS, listen, type Channel } from "./listener";
import { EMPTY, beginning, hasGap, withStretch, type Log } from "./log";
import { recognised } from "./outbox";
import { TEXT_LIMIT, decoded, encoded, joining, pinging, type Ack, type ClientFrame, type Refusal, type ServerFrame, type Stretch, type Welcome } from "./protocol";
import { heldIn, stillRefused, withHeld, type Ballot, type ChatState, type Outside, type SocketLike } from "./state";

export const PING_MS = 20_000;
const PONG_MS = 10_000;
const ANSWER_MS = 15_000; // a socket that does not open, or a join without an answer
const FETCH_MS = 5_000; // an answer to `fetch` that is later than that was lost
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const FORGET_MS = 600_000; // away for longer: the newest entries, not everything that was missed

const FLOODING = "flooding"; // refuses everything, not one frame

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
  private now_: ChatState = { status: "connecting", you: undefined, messages: [], unsent: [], held: [], facts: NO_FACTS, ballot: null, refused: null, textLimit: TEXT_LIMIT, enteredAt: 0 };

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

  /** The network is back, the page is looked at again, a ban was lifted or another language chosen: do not wait out the delay. */
  wake(): void {
    if (this.closed) return;
    if (this.now_.status === "waiting" || this.now_.status === "banned") {
      this.calledOffRetry?.();
      void this.connect();
    } else if (this.line?.joined) this.ping(this.line);
  }

  /** Says something, once the room is entered. Blank text and guests are passed over; what was refused and is sent unchanged keeps its ref. */
  send(text: string, called: readonly string[] = []): void {
    const said = text.trim();
    if (said === "" || this.now_.you === null) return;
    const ref = this.refusedRef !== null && this.now_.refused?.text === said ? this.refusedRef : this.outside.newRef();
    this.refusedRef = null;
    this.change({ refused: null, unsent: [...this.now_.unsent, { ref, text: said, ...(called.length > 0 && { mentions: called }), seen: false }] });
    this.sendNext();
  }

  /** Chooses in the poll that is open; sent again upon the next socket if the line drops before the answer. */
  vote(pollId: string, option: number): void {
    const { ballot, you } = this.now_;
    if (!you || (ballot?.pollId === pollId && ballot.state !== "refused")) return;
    this.cast({ ref: this.outside.newRef(), pollId, option, state: "sending", code: null });
  }

  private cast(ballot: Ballot): void {
    this.change({ ballot });
    if (this.line?.joined) this.tell(this.line, { action: "vote", ref: ballot.ref, poll_id: ballot.pollId, option: ballot.option });
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
    this.tell(line, { action: "send", ref: next.ref, text: next.text, ...(next.mentions && { mentions: next.mentions }) });
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
    if (!this.line && this.now_.status !== "banned") this.change({ status: "connecting" });
    try {
      const { url, ticket, events } = await this.outside.ticket();
      if (this.connectingSince !== attempt) return;
      this.begin(this.outside.open(`${url}?ticket=${encodeURIComponent(ticket)}`), events ?? null);
    } catch (failure) {
      if (this.connectingSince !== attempt) return;
      if (this.outside.isBan(failure) && !this.line) this.change({ status: "banned" });
      else this.retry();
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
      this.tell(line, joining(line.resumedFrom, this.outside.language()));
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
    else if (frame.type === "ack") this.acknowledged(frame);
    else if (frame.type === "voted") this.change({ ballot: { ref: frame.ref, pollId: frame.poll_id, option: frame.option, state: "counted", code: null } });
    else this.refused(line, frame);
  }

  private acknowledged({ ref, held, message_id: id }: Ack): void {
    this.settled(ref, held === true ? { held: withHeld(this.now_, ref, id) } : {});
  }

  /** What was refused from the queue is not shown any longer. */
  forgetHeld(id: string): void {
    this.change({ held: this.now_.held.filter((one) => one.id !== id) });
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
      this.change({ enteredAt: frame.through, facts: NO_FACTS });
    }
    this.change({ facts: factsOn(frame, this.now_.facts), held: heldIn(frame, this.now_.held) });
    this.entered = true;
    this.fetchedAt = -Infinity;
    this.take(frame, anew);
    this.sending = null;
    this.sendNext();
    if (this.now_.ballot?.state === "sending") this.cast(this.now_.ballot);
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
    this.tell(line, pinging(this.outside.language()));
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
    const facts = factsAfter(this.now_.facts, this.log.fresh, this.outside.now());
    if (facts !== this.now_.facts) this.change({ facts, refused: stillRefused(this.now_, this.log.fresh) });
    if (this.log.messages !== this.now_.messages) {
      const fresh = anew ? [] : this.log.messages.filter((message) => message.seq > before);
      const held = this.now_.held.filter((one) => !this.log.messages.some(({ id }) => id === one.id));
      this.change({ messages: this.log.messages, held, unsent: recognised(this.now_.unsent, fresh, this.now_.you?.user_id) });
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
    const { unsent, ballot } = this.now_;
    const one = unsent.find(({ ref }) => ref === frame.ref);
    const until = frame.retry_after == null ? null : this.outside.now() + frame.retry_after * 1000;
    if (one) {
      this.refusedRef = one.ref;
      this.settled(one.ref, { refused: { text: one.text, code: frame.code, detail: frame.detail, until } });
    } else if (ballot && ballot.ref === frame.ref) this.change({ ballot: { ...ballot, state: "refused", code: frame.code } });
    else if (!line.joined) this.lost(line);
    else if (frame.code === FLOODING) this.change({ refused: { text: "", code: frame.code, detail: frame.detail, until } });
  }
}
