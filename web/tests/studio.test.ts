import { expect, test } from "vitest";
import { stepOf } from "../src/studio/health";
import en from "../src/words/en";
import ko from "../src/words/ko";
import { reasonOf } from "../src/words/reasons";

test("a known reason is in the reader's language, an unknown one in the API's words", () => {
  const title = { reason_code: "black_video", reason: "The picture is black throughout." };
  expect(reasonOf(ko, title)).toBe("화면이 처음부터 끝까지 검습니다.");
  expect(reasonOf(en, title)).toBe(title.reason);
  expect(reasonOf(ko, { reason_code: "of_tomorrow", reason: "Something new." })).toBe("Something new.");
  expect(reasonOf(ko, { reason_code: null, reason: null })).toBe(ko.watch.failedHint);
});

test("both languages explain the same codes", () => {
  expect(Object.keys(en.watch.reasons).sort()).toEqual(Object.keys(ko.watch.reasons).sort());
});

test("health is a few hundred points, whatever the length of the broadcast", () => {
  expect([stepOf(0), stepOf(1800), stepOf(48 * 3600)]).toEqual([5, 5, 480]);
});
