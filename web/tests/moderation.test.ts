// @vitest-environment node
import { expect, test } from "vitest";
import { passing, refusalText, secondsUntil } from "../src/chat/cooldown";
import { guess, leading, percents } from "../src/chat/poll_figures";
import { changeIn, mayUndo } from "../src/studio/moderation/audit_words";
import { areTerms, linesOf } from "../src/studio/moderation/lines";
import { ceiling, everyMinute, moodOf } from "../src/studio/moderation/minutes";
import { EMPTY_DRAFT, problemsOf, requestOf } from "../src/studio/moderation/poll_draft";
import en from "../src/words/en";
import { formatsFor } from "../src/words/format";
import ko from "../src/words/ko";

const refused = (code: string, until: number | null = null) => ({ text: "안녕", code, detail: "As the server says it.", until });
const CODES = ["banned", "timed_out", "slow_mode", "too_fast", "repeated", "followers_only", "subscribers_only", "flooding"];

test("every refusal is in both languages, an unknown one in the server's words", () => {
  for (const words of [ko, en]) {
    const told = CODES.map((code) => refusalText(words, formatsFor("ko"), refused(code), 0));
    expect(new Set(told).size).toBe(CODES.length);
    expect(told).not.toContain("As the server says it.");
    expect(Object.keys(words.room.poll.refusals)).toContain("voted_already");
    expect(Object.keys(words.room.poll.refusals)).toContain("poll_closed");
  }
  expect(Object.keys(en.room.poll.refusals)).toEqual(Object.keys(ko.room.poll.refusals));
  expect(Object.keys(en.moderation.log.kinds)).toEqual(Object.keys(ko.moderation.log.kinds));
  expect(refusalText(ko, formatsFor("ko"), refused("of_tomorrow"), 0)).toBe("As the server says it.");
});

test("a refusal counts down and says nothing of waiting once that is over", () => {
  const at = (now: number) => refusalText(en, formatsFor("en"), refused("slow_mode", 10_000), now);
  expect(at(0)).toContain("10 seconds");
  expect(at(9_001)).toContain("1 second.");
  expect(at(10_000)).toBe(en.chat.refusals.slow_mode);
  expect([secondsUntil(1, 0), secondsUntil(0, 5000)]).toEqual([1, 0]);
  expect([passing(59, formatsFor("ko")), passing(598, formatsFor("ko"))]).toEqual(["59초", "9:58"]);
  expect([60, 600, 3600].map(formatsFor("ko").span)).toEqual(["1분", "10분", "1시간"]);
});

test("per cents of a poll add up to a hundred, and nobody's votes to nothing", () => {
  expect(percents([1, 1, 1])).toEqual([34, 33, 33]);
  expect(percents([2, 1])).toEqual([67, 33]);
  expect(percents([0, 0])).toEqual([0, 0]);
  for (const votes of [[7, 11, 13, 1], [999, 1], [1, 2, 3, 4, 5, 6]]) expect(percents(votes).reduce((a, b) => a + b)).toBe(100);
  expect([leading([2, 5, 5]), leading([0, 0])]).toEqual([[1, 2], []]);
});

test("only a quiz can be guessed right or wrong, and only by who voted", () => {
  const poll = { id: "p", question: "q", options: ["a", "b"], quiz: true, closes_at: "" };
  expect([guess({ poll, answer: 0 }, 0), guess({ poll, answer: 0 }, 1), guess({ poll, answer: 0 }, null)]).toEqual(["right", "wrong", null]);
  expect(guess({ poll: { ...poll, quiz: false }, answer: null }, 0)).toBeNull();
});

test("a poll's draft names what is missing, and its answer keeps its option when blank lines go", () => {
  const wrong = (draft: typeof EMPTY_DRAFT) => Object.entries(problemsOf(draft, en.moderation.polls)).flatMap(([field, sentence]) => (sentence === null ? [] : [field]));
  expect(wrong(EMPTY_DRAFT)).toEqual(["/question", "/options"]);
  const quiz = { question: " 수도? ", options: ["부산", " ", "서울", ""], quiz: true, answer: 2, seconds: 30 };
  expect(wrong(quiz)).toEqual([]);
  expect(wrong({ ...quiz, answer: 1 })).toEqual(["/answer"]);
  expect(requestOf(quiz)).toEqual({ question: "수도?", options: ["부산", "서울"], seconds: 30, answer: 1 });
  expect(requestOf({ ...quiz, quiz: false }).answer).toBeNull();
});

test("minutes in which nobody spoke are drawn as nothing, each in its place", () => {
  const now = Date.parse("2026-11-22T12:04:30Z");
  const minutes = everyMinute([{ at: "2026-11-22T12:02:00Z", messages: 7, chatters: 2, sentiment: 0.4 }, { at: "2026-11-22T11:00:00Z", messages: 9, chatters: 1, sentiment: 0 }], now, 4);
  expect(minutes.map(({ messages }) => messages)).toEqual([0, 7, 0, 0]);
  expect(minutes.at(-1)?.at).toBe("2026-11-22T12:04:00.000Z");
  expect([0, 1, 3, 7, 12, 450].map(ceiling)).toEqual([1, 1, 5, 10, 20, 500]);
  expect([0.3, 0.05, -0.3].map(moodOf)).toEqual(["good", "even", "bad"]);
});

test("terms are lines of 2 to 60 characters", () => {
  expect(linesOf(" 스포일러 \n\n광고\n광고")).toEqual(["스포일러", "광고"]);
  expect([areTerms(["광고"]), areTerms(["x"]), areTerms(["x".repeat(61)]), areTerms(Array.from({ length: 501 }, (_, n) => `말${n}`))]).toEqual([true, false, false, false]);
});

test("the audit log tells what was changed, and offers no undoing of what cannot be undone", () => {
  const told = (action: Parameters<typeof changeIn>[0]) => changeIn(action, en, formatsFor("en"));
  expect(told({ kind: "rules", before: null, after: { slow_seconds: 10, audience: "followers", links: "approval" } })).toBe("– → Slow mode: 10 seconds · Followers · Links: Show once approved");
  expect(told({ kind: "remove", before: "꺼져", after: null })).toBe("“꺼져”");
  expect(told({ kind: "reject", before: { text: "꺼져" }, after: null })).toBe("“꺼져”");
  expect(told({ kind: "terms", before: [], after: ["a", "b"] })).toBe("– → a, b");
  expect(told({ kind: "remove", before: { odd: 1 }, after: null })).toBe("");
  expect(["ban", "lift", "poll_result"].map((kind) => mayUndo({ kind, undone_by: null }))).toEqual([true, false, false]);
  expect(mayUndo({ kind: "ban", undone_by: "act" })).toBe(false);
});
