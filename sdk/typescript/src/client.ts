// The room on real sockets and a real clock: browsers, Node 22 and newer, React Native, workers.
import type { Deed, News } from "./deeds.ts";
import type { Entry, Locale, ServerFrame } from "./frames.ts";
import { Room } from "./room.ts";

/** What `POST /v1/rooms/{id}/tickets` answers; good for one connection, within a minute. */
export interface Ticket { url: string; ticket: string }

/** Thrown by the app's ticket function: this person is let in no more (403 `banned`), so that nothing is tried again. */
export class ShutOut extends Error {}

export interface ChatOptions {
  /** A fresh ticket for every connection. What it throws is taken for a network that is away, but for ShutOut. */
  ticket: () => Promise<Ticket>;
  /** Called with all that happens, in order. */
  hear: (news: News) => void;
  /** Into which what is said is translated. */
  language?: Locale;
  /** Where there is no global WebSocket. */
  WebSocket?: new (address: string) => WebSocket;
}

/** A frame of this or of a later version; null for what is no frame at all. */
export function decoded(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}

/** One person in one room. */
export class ChatClient {
  private readonly options: ChatOptions;
  private readonly room: Room;
  private readonly sockets = new Map<number, WebSocket>();
  private opening = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private acting = false;

  constructor(options: ChatOptions) {
    this.options = options;
    this.room = new Room(Math.random, options.language ?? null);
  }

  /** The newest entries in order, without a gap; at most 2,000. */
  get entries(): readonly Entry[] {
    return this.room.log.entries;
  }

  /** The number of the newest entry. */
  get through(): number {
    return this.room.log.through;
  }

  /** How much was said and is not answered yet. */
  get unanswered(): number {
    return this.room.waiting.length;
  }

  start(): void {
    this.act(() => this.room.start());
  }

  stop(): void {
    this.act(() => this.room.stop());
  }

  /** For `online` of the window and when an app comes back to the foreground. */
  wake(): void {
    this.act(() => this.room.wake());
  }

  /** Says something and answers its ref, which the news of it carries. The same ref again is the same message. */
  send(text: string, { mentions, ref = newRef() }: { mentions?: string[]; ref?: string } = {}): string {
    this.act(() => this.room.ask({ action: "send", ref, text, ...(mentions && { mentions }) }));
    return ref;
  }

  /** Chooses in the poll that is open; `option` counts from 0. */
  vote(pollId: string, option: number, ref = newRef()): string {
    this.act(() => this.room.ask({ action: "vote", ref, poll_id: pollId, option }));
    return ref;
  }

  /** A frame that came another way than by the socket: AppSync Events, for a room that has moved. */
  bring(text: string): void {
    const [line] = this.sockets.keys();
    const frame = decoded(text);
    if (frame?.type === "entries" && line !== undefined) this.act(() => this.room.heard(line, frame));
  }

  /** Tells the room something, then does what it wants; what that leads to at once is in the same turn. */
  private act(happened: () => void): void {
    this.room.timers.advance(Date.now());
    happened();
    if (this.acting) return;
    this.acting = true;
    try {
      for (let deeds = this.room.done(); deeds.length > 0; deeds = this.room.done()) deeds.forEach((deed) => this.do(deed));
    } finally {
      this.acting = false;
    }
    clearTimeout(this.timer);
    const { next } = this.room.timers;
    if (next !== null) this.timer = setTimeout(() => this.act(() => undefined), Math.max(0, next - Date.now()));
  }

  private do(deed: Deed): void {
    switch (deed.deed) {
      case "open":
        this.opening.add(deed.line);
        void this.open(deed.line);
        break;
      case "send": {
        const socket = this.sockets.get(deed.line);
        if (socket?.readyState === 1) socket.send(JSON.stringify(deed.frame)); // else its loss is told in a moment
        break;
      }
      case "close":
        this.opening.delete(deed.line);
        this.forget(deed.line)?.close();
        break;
      case "report":
        this.options.hear(deed.news);
    }
  }

  private async open(line: number): Promise<void> {
    try {
      const { url, ticket } = await this.options.ticket();
      if (!this.opening.delete(line)) return; // closed meanwhile
      const Socket = this.options.WebSocket ?? WebSocket;
      const socket = new Socket(`${url}?ticket=${encodeURIComponent(ticket)}`);
      this.sockets.set(line, socket);
      socket.onopen = () => this.act(() => this.room.opened(line));
      socket.onmessage = ({ data }: { data: unknown }) => {
        const frame = decoded(data);
        if (frame) this.act(() => this.room.heard(line, frame));
      };
      socket.onclose = ({ code }: { code: number }) => {
        this.forget(line);
        this.act(() => this.room.lost(line, code));
      };
    } catch (failure) {
      this.opening.delete(line);
      this.act(() => (failure instanceof ShutOut ? this.room.letInNoMore() : this.room.lost(line)));
    }
  }

  private forget(line: number): WebSocket | undefined {
    const socket = this.sockets.get(line);
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    this.sockets.delete(line);
    return socket;
  }
}

/** React Native has no crypto of its own. */
function newRef(): string {
  return Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32).toString(36)).join("-");
}
