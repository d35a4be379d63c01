// @vitest-environment node
import { expect, test } from "vitest";
import type { Entry } from "../src/chat/protocol";
import { ReplayLog, type ReadPage } from "../src/chat/replay_log";

const BEGAN = Date.parse("2026-11-22T12:00:00Z");
const by = { user_id: "u", name: "n", role: "viewer" as const };

/** One entry a second for `seconds`, the broadcast from `from` on; before it the room was talking too. */
function room(seconds: number, from: number): { read: ReadPage; asked: number[] } {
  const entries: Entry[] = Array.from({ length: seconds }, (_, n) => ({
    kind: "message", seq: n + 1, id: `m${n}`, by, text: String(n - from), at: new Date(BEGAN + (n - from) * 1000).toISOString(),
    session_id: n < from ? null : "s", offset_ms: n < from ? null : (n - from) * 1000,
  }));
  const asked: number[] = [];
  const read: ReadPage = (after, limit, session) => {
    asked.push(limit);
    const start = session === null ? after : Math.max(after, from);
    const page = entries.slice(start, start + limit);
    const through = page.at(-1)?.seq ?? after;
    const said = page.filter((entry) => session === null || (entry.kind === "message" && entry.session_id === session));
    return Promise.resolve({ entries: said, through, more: through < entries.length });
  };
  return { read, asked };
}
const replay = (read: ReadPage, endedAt: number | null = null) => new ReplayLog(read, { sessionId: "s", startedAt: BEGAN, endedAt });
const settle = () => new Promise((done) => setTimeout(done, 0));

test("shows what was said up to the picture, and only of this broadcast", async () => {
  const log = replay(room(1000, 500).read);
  log.moveTo(0);
  await settle();
  expect(log.state().map(({ text }) => text)).toEqual(["0"]);
  log.moveTo(2500);
  expect(log.state().map(({ text }) => text)).toEqual(["0", "1", "2"]);
  log.moveTo(900);
  expect(log.state().map(({ text }) => text)).toEqual(["0"]);
});

test("the beginning of a replay is not searched for, and a page in which nothing was said is passed over", async () => {
  const { read, asked } = room(100_000, 50_000);
  const quiet: ReadPage = (after, limit, session) => (after < 60_000 && session !== null ? Promise.resolve({ entries: [], through: 60_000, more: true }) : read(after, limit, session));
  const log = replay(quiet);
  log.moveTo(0);
  await settle();
  expect(asked).toEqual([200]);
  expect(log.state()).toEqual([]);
});

test("a jump far ahead is found by its time with few questions, and going back reads again", async () => {
  const { read, asked } = room(100_000, 10_000);
  const log = replay(read);
  log.moveTo(60_000_000);
  await settle();
  expect(log.state().at(-1)?.text).toBe("60000");
  expect(log.state()[0]?.text).toBe("59940");
  expect(asked.filter((limit) => limit === 1).length).toBeLessThan(25);
  expect(asked.filter((limit) => limit > 1).length).toBeLessThan(4);
  log.moveTo(5000);
  await settle();
  expect(log.state().map(({ text }) => text)).toEqual(["0", "1", "2", "3", "4", "5"]);
});

test("a message flies when the picture reaches it, not when it jumps over it", async () => {
  const log = replay(room(100, 0).read);
  const flown: string[] = [];
  const stop = log.feed((message) => flown.push(message.text));
  log.moveTo(0);
  await settle();
  log.moveTo(1200);
  log.moveTo(2100);
  log.moveTo(50_000);
  log.moveTo(50_500);
  log.moveTo(51_000);
  stop();
  log.moveTo(52_000);
  expect(flown).toEqual(["1", "2", "51"]);
});

test("reads nothing more once the broadcast is over, and again after a failure", async () => {
  const { read, asked } = room(1000, 0);
  let fails = true;
  const log = replay((after, limit, session) => (fails ? Promise.reject(new Error("offline")) : read(after, limit, session)), BEGAN + 100_000);
  log.moveTo(0);
  await settle();
  expect(log.state()).toEqual([]);
  fails = false;
  log.moveTo(250);
  await settle();
  const questions = asked.length;
  log.moveTo(99_000);
  await settle();
  expect(log.state()).toHaveLength(100);
  expect(asked).toHaveLength(questions);
});
