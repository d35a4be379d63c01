// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { ChatConnection } from "../src/chat/connection";
import { listen, type Channel } from "../src/chat/listener";
import type { Entries, Message } from "../src/chat/protocol";
import type { Outside, SocketLike } from "../src/chat/state";

const CHANNEL: Channel = { url: "wss://a1.realtime.example/event/realtime", host: "a1.example", channel: "/rooms/chn-court", ticket: "t?>1" };
const said = (seq: number): Message => ({ kind: "message", seq, id: `m${seq}`, at: "2026-11-22T12:00:00Z", by: { user_id: "u", name: "미나", role: "viewer" }, text: `m${seq}` });
const brings = (seq: number, moving = false) => ({ type: "entries", room: "chn_court", entries: [said(seq)], after: seq - 1, through: seq, moving });
const welcome = { type: "welcome", room: "chn_court", entries: [said(1)], after: 0, through: 1, ping_seconds: 540, reconnect_at: "2100-01-01T00:00:00Z", text_limit: 500 };

class Socket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  readonly address: string;
  readonly protocols: string[];
  constructor(address: string, protocols: string[]) {
    this.address = address;
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  hears(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let clock = 0;
let timers: { due: number; run: () => void }[] = [];
let sockets: Socket[] = [];
let events: Channel | null = null;

async function pass(ms: number): Promise<void> {
  const end = clock + ms;
  for (;;) {
    for (let n = 0; n < 5; n += 1) await Promise.resolve();
    const next = timers.filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due)[0];
    if (!next) break;
    timers = timers.filter((one) => one !== next);
    clock = next.due;
    next.run();
  }
  clock = end;
}

const outside: Outside = {
  ticket: () => Promise.resolve({ url: "wss://chat.example/v1", ticket: "t", events }),
  isBan: () => false,
  open: (address, protocols = []) => {
    const made = new Socket(address, protocols);
    sockets.push(made);
    return made;
  },
  now: () => clock,
  later: (run, ms) => {
    const timer = { due: clock + ms, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
    };
  },
  random: () => 0.5,
  language: () => null,
  newRef: () => "ref",
};

beforeEach(() => {
  clock = 0;
  timers = [];
  sockets = [];
  events = null;
});

function listening(): { socket: Socket; heard: Entries[]; lost: number[]; close: () => void } {
  const heard: Entries[] = [];
  const lost: number[] = [];
  const close = listen(CHANNEL, outside, (frame) => heard.push(frame), () => lost.push(clock));
  return { socket: sockets[0] as Socket, heard, lost, close };
}

test("the ticket is shown at the handshake and with the subscription", () => {
  const { socket } = listening();
  const shown = (socket.protocols[1] as string).replace("header-", "");
  expect(shown).toMatch(/^[\w-]+$/);
  expect(JSON.parse(Buffer.from(shown, "base64url").toString())).toEqual({ host: "a1.example", Authorization: "t?>1" });
  expect(socket.protocols[0]).toBe("aws-appsync-event-ws");
  socket.onopen?.();
  socket.hears({ type: "connection_ack", connectionTimeoutMs: 300_000 });
  expect(socket.sent).toEqual([
    { type: "connection_init" },
    { type: "subscribe", id: "room", channel: "/rooms/chn-court", authorization: { host: "a1.example", Authorization: "t?>1" } },
  ]);
});

test("events are frames, in a text or in a list of them; anything else is passed over", () => {
  const { socket, heard } = listening();
  socket.hears({ type: "data", id: "room", event: JSON.stringify(brings(1)) });
  socket.hears({ type: "data", id: "room", event: [JSON.stringify(brings(2)), "{", JSON.stringify({ type: "pong", through: 9 })] });
  socket.onmessage?.({ data: "no JSON" });
  expect(heard.map(({ through }) => through)).toEqual([1, 2]);
});

test("a refusal, an end and silence are each told once", async () => {
  for (const end of [(one: Socket) => one.hears({ type: "subscribe_error", errors: [] }), (one: Socket) => one.onclose?.()]) {
    sockets = [];
    const { socket, lost } = listening();
    end(socket);
    expect(lost).toHaveLength(1);
    expect(socket.closed).toBe(true);
  }
  sockets = [];
  const { socket, lost } = listening();
  socket.hears({ type: "connection_ack", connectionTimeoutMs: 10_000 });
  await pass(9_000);
  socket.hears({ type: "ka" });
  await pass(9_000);
  expect(lost).toEqual([]);
  await pass(2_000);
  expect(lost).toEqual([19_000]);
});

test("who closes hears of no loss", async () => {
  const { socket, lost, close } = listening();
  close();
  await pass(1_000_000);
  expect(socket.closed).toBe(true);
  expect(lost).toEqual([]);
});

async function entered(): Promise<ChatConnection> {
  const chat = new ChatConnection(outside);
  chat.start();
  await pass(0);
  sockets.at(-1)?.onopen?.();
  (sockets.find(({ address }) => address.startsWith("wss://chat.example")) as Socket).hears(welcome);
  return chat;
}

test("a large room's entries come over its channel, and twice is once", async () => {
  events = CHANNEL;
  const chat = await entered();
  const channel = sockets.find(({ address }) => address === CHANNEL.url) as Socket;
  const socket = sockets.find(({ address }) => address !== CHANNEL.url) as Socket;
  channel.hears({ type: "data", event: JSON.stringify(brings(2)) });
  socket.hears(brings(2));
  socket.hears(brings(3));
  channel.hears({ type: "data", event: JSON.stringify(brings(3)) });
  expect(chat.state().messages.map(({ text }) => text)).toEqual(["m1", "m2", "m3"]);
  chat.stop();
  expect(channel.closed).toBe(true);
});

test("a room that moves is followed within a minute, once", async () => {
  const chat = await entered();
  events = CHANNEL;
  (sockets[0] as Socket).hears(brings(2, true));
  (sockets[0] as Socket).hears(brings(3, true));
  await pass(29_000);
  expect(sockets.filter(({ closed }) => !closed)).toHaveLength(1);
  await pass(2_000);
  expect(sockets.map(({ address }) => address)).toEqual(["wss://chat.example/v1?ticket=t", "wss://chat.example/v1?ticket=t", CHANNEL.url]);
  chat.stop();
});
