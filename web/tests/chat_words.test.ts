// @vitest-environment node
import { expect, test } from "vitest";
import { Lanes, emsOf } from "../src/chat/danmaku_lanes";
import { EMPTY, withStretch } from "../src/chat/log";
import { partsOf } from "../src/chat/mention";
import { decoded, lengthOf, type Message } from "../src/chat/protocol";

const named = (text: string, name: string) => partsOf(text, name).filter(({ mine }) => mine).map((part) => part.text);

test("a reader's name is found as a word, with @, and before Korean particles", () => {
  expect(named("Hi min, @Min and minutes", "Min")).toEqual(["min", "@Min"]);
  expect(named("소라님 안녕, @소라야! 다소라", "소라")).toEqual(["소라", "@소라"]);
  expect(named("a+b? A+B!", "a+b")).toEqual(["a+b", "A+B"]);
  expect(named("x is a letter", "x")).toEqual([]);
  expect(partsOf("nobody", undefined)).toEqual([{ text: "nobody", mine: false }]);
  expect(partsOf("hey Min!", "Min").map(({ text }) => text).join("")).toBe("hey Min!");
});

test("characters are counted as the server counts them", () => {
  expect(lengthOf(" 가나다👍 ")).toBe(4);
});

test("a frame of another version or kind is passed over", () => {
  expect(decoded("{")).toBeNull();
  expect(decoded(new ArrayBuffer(1))).toBeNull();
  expect(decoded('{"type":"poll"}')).toBeNull();
  expect(decoded('{"type":"pong","through":3}')).toEqual({ type: "pong", through: 3 });
});

test("a long evening does not fill the memory", () => {
  const message = (seq: number): Message => ({ kind: "message", seq, id: `m${seq}`, at: "", by: { user_id: "u", name: "n", role: "viewer" }, text: "" });
  let log = EMPTY;
  for (let seq = 1; seq <= 10_000; seq += 100) log = withStretch(log, { entries: Array.from({ length: 100 }, (_, n) => message(seq + n)), after: seq - 1, through: seq + 99 });
  expect(log.messages.length).toBeLessThanOrEqual(2500);
  expect(log.messages.at(-1)?.seq).toBe(10_000);
  expect(log.through).toBe(10_000);
});

test("messages in one lane never touch, and a full picture takes no more", () => {
  const lanes = new Lanes();
  expect(lanes.take(0, 2, 700, 350, false)).toEqual({ lane: 0, ms: 10_500 });
  expect(lanes.take(1, 2, 700, 100, false)?.lane).toBe(1);
  expect(lanes.take(2, 2, 700, 100, false)).toBeNull();
  expect(lanes.take(3739, 1, 700, 100, false)).toBeNull(); // 350 pixels and the space need 3740 ms at 0.1 pixels a ms
  expect(lanes.take(3740, 1, 700, 100, false)?.lane).toBe(0);
  expect(new Lanes().take(0, 1, 700, 100, true)).toEqual({ lane: 0, ms: 4000 });
  expect(emsOf("한글")).toBe(2);
});
