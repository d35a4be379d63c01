// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { PING_MS } from "../src/chat/connection";
import { MINA, OFFLINE, SORA, begin, brings, chat, clock, enter, newest, pass, refuseTickets, said, settle, sockets, texts, timers, welcome } from "./chat_stage";

beforeEach(begin);

test("joins with a ticket and shows the newest entries", async () => {
  const socket = await enter();
  expect(socket.address).toBe("ws://chat.example/v1?ticket=t1");
  expect(socket.sent).toEqual([{ v: 1, action: "join" }]);
  expect(chat.state()).toMatchObject({ status: "open", you: SORA, enteredAt: 2 });
  expect(texts()).toEqual(["m1", "m2"]);
});

test("a gap is fetched once, and what came later waits for it", async () => {
  const socket = await enter();
  socket.hears(brings([said(5)], 4));
  socket.hears(brings([said(6)], 5));
  expect(texts()).toEqual(["m1", "m2"]);
  expect(socket.of("fetch")).toEqual([{ v: 1, action: "fetch", after: 2 }]);
  socket.hears(brings([said(3), said(4)], 2));
  expect(texts()).toEqual(["m1", "m2", "m3", "m4", "m5", "m6"]);
  expect(socket.of("fetch")).toHaveLength(1);
});

test("an answer that is part of a long gap asks for the rest", async () => {
  const socket = await enter();
  socket.hears(brings([said(3)], 2, true));
  socket.hears(brings([said(4)], 3, true));
  expect(socket.of("fetch")).toEqual([{ v: 1, action: "fetch", after: 3 }, { v: 1, action: "fetch", after: 4 }]);
});

test("frames that come twice, overlap or change places leave one message each, in order", async () => {
  const socket = await enter();
  socket.hears(brings([said(4)], 3));
  socket.hears(brings([said(3)], 2));
  socket.hears(brings([said(3)], 2));
  socket.hears(brings([said(2), said(3), said(4), said(5)], 1));
  expect(texts()).toEqual(["m1", "m2", "m3", "m4", "m5"]);
});

test("a message that has no acknowledgement when the line drops is sent again under its ref", async () => {
  const first = await enter();
  chat.send(" 안녕하세요 ");
  expect(first.of("send")).toEqual([{ v: 1, action: "send", ref: "ref-1", text: "안녕하세요" }]);
  first.onclose?.();
  expect(chat.state().status).toBe("waiting");
  await pass(1000);
  const second = await enter(welcome([], 2, { you: SORA }));
  expect(second).not.toBe(first);
  expect(second.address).toContain("ticket=t2");
  expect(second.sent[0]).toEqual({ v: 1, action: "join", resume_from: 2 });
  expect(second.of("send")).toEqual(first.of("send"));
  second.hears(brings([said(3, "안녕하세요", SORA)], 2));
  expect(chat.state().unsent).toEqual([{ ref: "ref-1", text: "안녕하세요", seen: true }]);
  second.hears({ type: "ack", ref: "ref-1", seq: 3, message_id: "msg-3" });
  expect(chat.state().unsent).toEqual([]);
  expect(texts()).toEqual(["m1", "m2", "안녕하세요"]);
});

test("several messages leave one after the other, and one without an answer leaves again", async () => {
  const socket = await enter();
  for (const text of ["a", "b"]) chat.send(text);
  expect(socket.of("send")).toMatchObject([{ text: "a" }]);
  await pass(15_000);
  expect(socket.of("send")).toMatchObject([{ ref: "ref-1" }, { ref: "ref-1" }]);
  socket.hears({ type: "ack", ref: "ref-1", seq: 3, message_id: "m" });
  expect(socket.of("send").at(-1)).toMatchObject({ ref: "ref-2", text: "b" });
  socket.hears({ type: "refusal", ref: "ref-2", code: "muted", detail: "No." });
  expect(chat.state()).toMatchObject({ unsent: [], refused: { text: "b" } });
  await pass(4000);
  expect(socket.of("send")).toHaveLength(3);
});

test("somebody else's equal words are not taken for mine", async () => {
  const socket = await enter();
  chat.send("hi");
  socket.hears(brings([said(3, "hi", MINA)], 2));
  expect(chat.state().unsent).toMatchObject([{ seen: false }]);
});

test("a refusal names the words, and sending them unchanged keeps the ref", async () => {
  const socket = await enter();
  chat.send("fast");
  socket.hears({ type: "refusal", ref: "ref-1", code: "too_fast", detail: "Slow mode.", retry_after: 5 });
  expect(chat.state()).toMatchObject({ unsent: [], refused: { text: "fast", code: "too_fast", detail: "Slow mode.", until: 5000 } });
  chat.send("fast");
  expect(chat.state().refused).toBeNull();
  expect(socket.of("send").map((frame) => "ref" in frame && frame.ref)).toEqual(["ref-1", "ref-1"]);
  socket.hears({ type: "refusal", ref: "ref-1", code: "too_fast", detail: "Slow mode." });
  chat.send("other words");
  expect(socket.of("send").at(-1)).toMatchObject({ ref: "ref-2" });
});

test("a removal empties the message and takes no place of its own", async () => {
  const socket = await enter();
  socket.hears(brings([{ kind: "removal", seq: 3, at: "2026-11-22T12:00:00Z", message_id: "msg-1" }, said(4)], 2));
  expect(chat.state().messages.map(({ text, removed }) => [text, removed])).toEqual([["", true], ["m2", undefined], ["m4", undefined]]);
});

test("what is said before the room is entered is said upon entering", async () => {
  chat.send("early"); // the ticket is still being asked for
  expect(chat.state().unsent).toMatchObject([{ text: "early" }]);
  const socket = await enter();
  expect(socket.sent.map(({ action }) => action)).toEqual(["join", "send"]);
});
test("a guest reads and cannot speak", async () => {
  const socket = await enter(welcome([said(1)], 0));
  expect(chat.state().you).toBeNull();
  chat.send("hello");
  expect(socket.of("send")).toEqual([]);
  expect(chat.state().unsent).toEqual([]);
});

test("pings, fetches what the pong tells of, and gives a silent socket up", async () => {
  const socket = await enter();
  await pass(PING_MS);
  expect(socket.of("ping")).toHaveLength(1);
  socket.hears({ type: "pong", through: 4 });
  expect(socket.of("fetch")).toEqual([{ v: 1, action: "fetch", after: 2 }]);
  socket.hears(brings([said(3), said(4)], 2));
  await pass(PING_MS);
  expect(socket.closed).toBe(false);
  await pass(10_000);
  expect(socket.closed).toBe(true);
  expect(chat.state().status).toBe("waiting");
});

test("a fetch whose answer was lost is asked again", async () => {
  const socket = await enter();
  socket.hears(brings([said(5)], 4));
  await pass(6000);
  socket.hears(brings([said(6)], 5));
  expect(socket.of("fetch")).toHaveLength(2);
});

test("the next socket is open before the present one is cut, and nothing is missed between them", async () => {
  const first = await enter(welcome([said(1)], 0, { you: SORA, reconnect_in: 60_000 }));
  for (let n = 0; n < 2; n += 1) {
    await pass(PING_MS / 2);
    first.hears({ type: "pong", through: 1 });
  }
  await pass(PING_MS / 2);
  first.hears({ type: "pong", through: 1 });
  const second = newest();
  expect(second).not.toBe(first);
  expect(chat.state().status).toBe("open");
  second.onopen?.();
  first.hears(brings([said(2)], 1));
  expect(first.closed).toBe(false);
  second.hears(welcome([said(2)], 1, { you: SORA }));
  expect(first.closed).toBe(true);
  second.hears(brings([said(3)], 2));
  expect(texts()).toEqual(["m1", "m2", "m3"]);
});

test("tries later each time, up to half a minute, and at once when woken", async () => {
  chat.stop();
  refuseTickets(OFFLINE);
  const waits: number[] = [];
  chat.start();
  for (let n = 0; n < 7; n += 1) {
    await settle();
    const due = Math.min(...timers.map((timer) => timer.due));
    waits.push(due - clock);
    await pass(due - clock);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  refuseTickets(null);
  chat.wake();
  await enter();
  expect(chat.state().status).toBe("open");
});

test("a room whose log begins again is shown from its beginning", async () => {
  const first = await enter();
  first.onclose?.();
  await pass(1000);
  await enter(welcome([], 1, { you: SORA, through: 1 }));
  expect(texts()).toEqual([]);
  newest().hears(brings([said(2, "new")], 1));
  expect(texts()).toEqual(["new"]);
});

test("after a long absence the newest entries are enough", async () => {
  const first = await enter();
  first.onclose?.();
  refuseTickets(OFFLINE);
  await pass(700_000);
  refuseTickets(null);
  chat.wake();
  const second = await enter(welcome([said(900)], 899, { you: SORA }));
  expect(second.sent).toEqual([{ v: 1, action: "join" }]);
  expect(texts()).toEqual(["m900"]);
  expect(second.of("fetch")).toEqual([]);
});

test("who leaves hears nothing more and opens nothing more", async () => {
  const socket = await enter();
  chat.stop();
  socket.hears(brings([said(3)], 2));
  await pass(600_000);
  expect(texts()).toEqual(["m1", "m2"]);
  expect(sockets).toHaveLength(1);
});
