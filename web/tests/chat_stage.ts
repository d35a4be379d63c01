import { ChatConnection } from "../src/chat/connection";
import type { ClientFrame, Entry, Locale, Message, Speaker } from "../src/chat/protocol";
import type { SocketLike } from "../src/chat/state";

// A room of which the tests are the server, the clock and the chance.
export const SORA: Speaker = { user_id: "u-sora", name: "소라", role: "viewer" };
export const MINA: Speaker = { user_id: "u-mina", name: "미나", role: "streamer" };
export const said = (seq: number, text = `m${seq}`, by = MINA): Message => ({ kind: "message", seq, id: `msg-${seq}`, at: "2026-11-22T12:00:00Z", by, text });

export class Socket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: ClientFrame[] = [];
  closed = false;
  readonly address: string;
  constructor(address: string) {
    this.address = address;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientFrame);
  }
  close(): void {
    this.closed = true;
  }
  hears(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  of(action: ClientFrame["action"]): ClientFrame[] {
    return this.sent.filter((frame) => frame.action === action);
  }
}

export let clock = 0;
export let timers: { due: number; run: () => void }[] = [];
export let sockets: Socket[] = [];
let tickets = 0;
export const OFFLINE = new Error("offline");
export const BANNED = new Error("banned");
let failure: Error | null = null;
export let chat: ChatConnection;
let language: Locale | null = null;

/** What the reader wants to read from now on. */
export function wants(locale: Locale | null): void {
  language = locale;
}

/** From now on tickets are refused for this reason, or given again. */
export function refuseTickets(reason: Error | null): void {
  failure = reason;
}

/** Lets promises settle, then runs what falls due, in order. */
export async function pass(ms: number): Promise<void> {
  const end = clock + ms;
  await settle();
  for (;;) {
    const next = timers.filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due)[0];
    if (!next) break;
    timers = timers.filter((one) => one !== next);
    clock = next.due;
    next.run();
    await settle();
  }
  clock = end;
}
export async function settle(): Promise<void> {
  for (let n = 0; n < 5; n += 1) await Promise.resolve();
}
export const newest = (): Socket => sockets.at(-1) as Socket;
export const texts = () => chat.state().messages.map(({ text }) => text);
export const welcome = (entries: Entry[], after: number, more: { you?: Speaker; through?: number; reconnect_in?: number; more?: boolean } = {}) => ({
  type: "welcome", v: 1, room: "c", entries, after, through: more.through ?? entries.at(-1)?.seq ?? after, ping_seconds: 540,
  reconnect_at: new Date(clock + (more.reconnect_in ?? 6_900_000)).toISOString(), text_limit: 500, more: more.more ?? false, ...(more.you ? { you: more.you } : {}),
});
export const brings = (entries: Entry[], after: number, more = false) => ({ type: "entries", room: "c", entries, after, through: entries.at(-1)?.seq ?? after, more });

export async function enter(frame: object = welcome([said(1), said(2)], 0, { you: SORA })): Promise<Socket> {
  await settle();
  newest().onopen?.();
  newest().hears(frame);
  return newest();
}

/** A room at time 0, whose ticket is on its way. */
export function begin(): void {
  clock = 0;
  timers = [];
  sockets = [];
  tickets = 0;
  failure = null;
  language = null;
  let refs = 0;
  chat = new ChatConnection({
    ticket: () => failure ? Promise.reject(failure) : Promise.resolve({ url: "ws://chat.example/v1", ticket: `t${(tickets += 1)}` }),
    isBan: (one) => one === BANNED,
    open: (address) => {
      sockets.push(new Socket(address));
      return newest();
    },
    now: () => clock,
    later: (run, ms) => {
      const timer = { due: clock + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    random: () => 1,
    language: () => language,
    newRef: () => `ref-${(refs += 1)}`,
  });
  chat.start();
}
