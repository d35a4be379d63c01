// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { NO_FACTS, factsAfter, factsOn, isHushed, type Facts } from "../src/chat/facts";
import { EMPTY, withStretch } from "../src/chat/log";
import type { Entry, Poll, PollClosed, Sanction } from "../src/chat/protocol";
import { refusedFromQueue } from "../src/chat/use_standing";
import type { Action } from "../src/api/moderation";
import { BANNED, MINA, OFFLINE, SORA, begin, brings, chat, enter, newest, pass, refuseTickets, said, settle, sockets, texts, timers, welcome } from "./chat_stage";

const AT = "2026-11-22T12:00:00Z";
const NOW = Date.parse(AT) + 1000;
const POLL: Poll = { id: "pol-1", question: "점심?", options: ["국수", "비빔밥"], quiz: false, closes_at: "2026-11-22T12:01:00Z" };
const opened = (seq: number, poll = POLL): Entry => ({ kind: "poll_opened", seq, at: AT, poll });
const closed = (seq: number, poll = POLL): PollClosed => ({ kind: "poll_closed", seq, at: AT, poll, votes: [3, 1] });
const sanction = (seq: number, measure: Sanction["measure"]): Entry => ({ kind: "sanction", seq, at: AT, user_id: "u-sora", name: "소라", measure });
const facts = (...entries: Entry[]): Facts => factsAfter(NO_FACTS, entries, NOW);

beforeEach(begin);

test("a message that waits stays visible to its author until it is approved", async () => {
  const socket = await enter();
  chat.send("씨발");
  socket.hears({ type: "ack", ref: "ref-1", message_id: "msg-held", held: true });
  expect(chat.state()).toMatchObject({ unsent: [], held: [{ id: "msg-held", text: "씨발" }] });
  socket.hears(brings([said(3)], 2));
  expect(chat.state().held).toHaveLength(1);
  socket.hears(brings([{ ...said(4, "씨발", SORA), id: "msg-held" }], 3));
  expect(chat.state().held).toEqual([]);
  expect(texts()).toEqual(["m1", "m2", "m3", "씨발"]);
});

test("the same acknowledgement twice leaves one waiting message, and what was said is none", async () => {
  const socket = await enter();
  chat.send("a");
  for (let n = 0; n < 2; n += 1) socket.hears({ type: "ack", ref: "ref-1", message_id: "h", held: true });
  chat.send("b");
  socket.hears({ type: "ack", ref: "ref-2", seq: 3, message_id: "m", held: false });
  expect(chat.state().held).toEqual([{ id: "h", text: "a" }]);
  chat.forgetHeld("h");
  expect(chat.state().held).toEqual([]);
});

test("kinds of entries and frames of tomorrow are passed over", async () => {
  const socket = await enter();
  const before = chat.state().facts;
  socket.hears(brings([{ kind: "raffle", seq: 3, at: AT } as unknown as Entry, said(4)], 2));
  socket.hears({ type: "raffle" });
  expect(texts()).toEqual(["m1", "m2", "m4"]);
  expect(chat.state().facts).toBe(before);
  expect(socket.of("fetch")).toEqual([]);
});

test("a restored message stands again where it stood, and the last word about it counts", () => {
  const removal = (seq: number): Entry => ({ kind: "removal", seq, at: AT, message_id: "msg-1" });
  const restoration = (seq: number): Entry => ({ kind: "restoration", seq, at: AT, message: said(1, "다시") });
  const after = (...entries: Entry[]) => withStretch(EMPTY, { entries: [said(1, "처음"), said(2), ...entries], after: 0, through: 2 + entries.length }).messages.map(({ text }) => text);
  expect(after(removal(3))).toEqual(["", "m2"]);
  expect(after(removal(3), restoration(4))).toEqual(["다시", "m2"]);
  expect(after(removal(3), restoration(4), removal(5))).toEqual(["", "m2"]);
});

test("entries that waited for a gap change the facts when it is filled, and not before", async () => {
  const socket = await enter();
  socket.hears(brings([{ kind: "rules", seq: 4, at: AT, rules: { slow_seconds: 9, audience: "everyone", links: "allowed" } }], 3));
  expect(chat.state().facts.rules.slow_seconds).toBe(0);
  socket.hears(brings([said(3)], 2));
  expect(chat.state().facts.rules.slow_seconds).toBe(9);
});

test("the welcome tells what holds, and newer entries in it correct that", async () => {
  const rules = { slow_seconds: 5, audience: "followers", links: "approval" };
  const pinned = { message_id: "msg-1", text: "공지", by: MINA };
  await enter({ ...welcome([said(1), { kind: "pin", seq: 2, at: AT, pinned: null }], 0, { you: SORA }), rules, pinned, poll: POLL });
  expect(chat.state().facts).toMatchObject({ rules, pinned: null, poll: POLL });
});

test("a message that is taken back does not stay pinned; another's removal leaves the pin", () => {
  const pin: Entry = { kind: "pin", seq: 1, at: AT, pinned: { message_id: "msg-9", text: "공지", by: MINA } };
  expect(facts(pin, { kind: "removal", seq: 2, at: AT, message_id: "msg-9" }).pinned).toBeNull();
  expect(facts(pin, { kind: "removal", seq: 2, at: AT, message_id: "msg-8" }).pinned?.message_id).toBe("msg-9");
});

test("what a sanctioned person said before it is hidden, until it is lifted", () => {
  const hushed = (found: Facts, seq: number, by = SORA) => isHushed(found, { seq, by });
  expect([4, 6].map((seq) => hushed(facts(sanction(5, "ban")), seq))).toEqual([true, false]);
  expect(hushed(facts(sanction(5, "timeout")), 4, MINA)).toBe(false);
  expect(hushed(facts(sanction(5, "timeout"), sanction(6, "lifted")), 4)).toBe(false);
});

test("a result is news for two minutes and until the next poll", () => {
  expect(facts(opened(1), closed(2))).toMatchObject({ poll: null, result: { votes: [3, 1] } });
  expect(factsAfter(NO_FACTS, [opened(1), closed(2)], NOW + 120_000).result).toBeNull();
  const next = { ...POLL, id: "pol-2" };
  expect(facts(closed(2), opened(3, next))).toMatchObject({ poll: next, result: null });
  expect(facts(opened(3, next), closed(4))).toMatchObject({ poll: next, result: null });
});

test("a poll that was ended early keeps its earlier end, whatever its opening says", () => {
  const ended = { ...POLL, closes_at: "2026-11-22T12:00:10Z" };
  expect(factsAfter(factsOn({ poll: ended }, NO_FACTS), [opened(1)], NOW).poll).toEqual(ended);
});

test("a vote is sent once, its answer shown, and a refused one can be cast again", async () => {
  const socket = await enter();
  chat.vote("pol-1", 1);
  chat.vote("pol-1", 0);
  expect(socket.of("vote")).toEqual([{ v: 1, action: "vote", ref: "ref-1", poll_id: "pol-1", option: 1 }]);
  socket.hears({ type: "refusal", ref: "ref-1", code: "voted_already", detail: "No." });
  expect(chat.state()).toMatchObject({ refused: null, ballot: { state: "refused", code: "voted_already" } });
  chat.vote("pol-1", 0);
  socket.hears({ type: "voted", ref: "ref-2", poll_id: "pol-1", option: 0 });
  expect(chat.state().ballot).toEqual({ ref: "ref-2", pollId: "pol-1", option: 0, state: "counted", code: null });
  chat.vote("pol-1", 1);
  expect(socket.of("vote")).toHaveLength(2);
});

test("a vote without an answer when the line drops is cast again, and a guest casts none", async () => {
  const first = await enter();
  chat.vote("pol-1", 1);
  first.onclose?.();
  await pass(1000);
  const second = await enter(welcome([], 2, { you: SORA }));
  expect(second.of("vote")).toEqual(first.of("vote"));
  second.hears({ type: "voted", ref: "ref-1", poll_id: "pol-1", option: 1 });
  second.onclose?.();
  await pass(1000);
  expect((await enter(welcome([], 2))).of("vote")).toEqual([]);
  chat.vote("pol-2", 1);
  expect(newest().of("vote")).toEqual([]);
});

test("who is banned tries no more until woken, and is back when the ban is lifted", async () => {
  const socket = await enter();
  refuseTickets(BANNED);
  socket.onclose?.();
  await pass(1000);
  expect(chat.state().status).toBe("banned");
  await pass(600_000);
  expect(sockets).toHaveLength(1);
  refuseTickets(null);
  chat.wake();
  await enter(welcome([said(3)], 2, { you: SORA }));
  expect(chat.state().status).toBe("open");
});

test("any other failure than a ban is tried again", async () => {
  const socket = await enter();
  refuseTickets(OFFLINE);
  socket.onclose?.();
  await pass(1000);
  await settle();
  expect(chat.state().status).toBe("waiting");
  expect(timers.length).toBeGreaterThan(0);
});

test("a timeout that is lifted refuses no more, and what else is refused stays so", async () => {
  const socket = await enter();
  const refusedWith = (code: string) => {
    chat.send(code);
    socket.hears({ type: "refusal", ref: `ref-${refs += 1}`, code, detail: "No.", retry_after: 60 });
  };
  let refs = 0;
  refusedWith("timed_out");
  expect(chat.state().refused).toMatchObject({ code: "timed_out", until: 60_000 });
  socket.hears(brings([sanction(3, "lifted")], 2));
  expect(chat.state().refused).toBeNull();
  refusedWith("slow_mode");
  socket.hears(brings([sanction(4, "lifted")], 3));
  expect(chat.state().refused).toMatchObject({ code: "slow_mode" });
});

test("a socket that is closed for flooding says so", async () => {
  const socket = await enter();
  socket.hears({ type: "refusal", ref: "ref-77", code: "flooding", detail: "Closed." });
  expect(chat.state().refused).toEqual({ text: "", code: "flooding", detail: "Closed.", until: null });
});

test("what a moderator refused is found by the message that waits", () => {
  const action = (id: string, kind: string, messageId: string, undoneBy: string | null = null) => ({ id, kind, message_id: messageId, undone_by: undoneBy }) as Action;
  const found = refusedFromQueue([action("a", "reject", "m1"), action("b", "remove", "m2"), action("c", "reject", "m3"), action("d", "reject", "m4", "x")], ["m1", "m2", "m4"]);
  expect([...found.keys()]).toEqual(["m1"]);
});

test("a poll that is ended before its time is closed at once, for who has it open", () => {
  const ended: Entry = { kind: "poll_ended", seq: 4, at: AT, poll: { ...POLL, closes_at: AT } };
  expect(facts(opened(3), ended).poll?.closes_at).toBe(AT);
  expect(facts(opened(3, { ...POLL, id: "pol-2" }), ended).poll?.id).toBe("pol-2");
  expect(facts(ended).poll).toBeNull();
});

test("what waited before the page was loaded is marked again", async () => {
  await enter({ ...welcome([said(1)], 0, { you: SORA }), held: [{ message_id: "h-1", text: "기다리는 말" }] });
  expect(chat.state().held).toEqual([{ id: "h-1", text: "기다리는 말" }]);
  newest().hears(brings([{ ...said(2, "기다리는 말", SORA), id: "h-1" }], 1));
  expect(chat.state().held).toEqual([]);
});
