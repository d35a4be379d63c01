import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { factsAfter, NO_FACTS } from "../src/chat/facts";
import type { ProductRecommended } from "../src/chat/protocol";
import { RecommendedPlace } from "../src/chat/recommended_card";
import { SpeechProvider } from "../src/words";

const AT = "2026-11-29T12:00:00Z";
const lamp = (seq: number, more: Partial<ProductRecommended> = {}): ProductRecommended => ({ kind: "product_recommended", seq, at: AT, product_id: "prd_1", name: "Moon lamp", reason: "talk", session_id: "ses_1", offset_ms: 312_000, ...more });
const place = (recommended: ProductRecommended | null) => <SpeechProvider><RecommendedPlace recommended={recommended} /></SpeechProvider>;

beforeEach(() => {
  localStorage.setItem("madang.locale", "en");
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("what a room asks about is told with its place on the broadcast", () => {
  render(place(lamp(7)));
  const card = screen.getByTestId("recommended-product");
  expect([card.dataset["product"], card.dataset["offset"]]).toEqual(["prd_1", "312000"]);
  expect(card.textContent).toContain("Moon lamp");
  expect(card.textContent).toContain("5:12 into the broadcast");
});

test("in Korean, and without a place where none is known", () => {
  localStorage.setItem("madang.locale", "ko");
  render(place(lamp(7, { offset_ms: null })));
  expect(screen.getByTestId("recommended-product").textContent).toContain("지금 채팅에서 화제");
  expect(screen.getByTestId("recommended-product").textContent).not.toContain("방송");
});

test("it goes by itself or when it is closed, and the next one comes", () => {
  const { rerender } = render(place(lamp(7)));
  fireEvent.click(screen.getByTestId("recommended-dismiss"));
  rerender(place(lamp(7)));
  expect(screen.queryByTestId("recommended-product")).toBeNull();
  rerender(place(lamp(9, { name: "Sun lamp" })));
  expect(screen.getByTestId("recommended-product").textContent).toContain("Sun lamp");
  act(() => {
    vi.advanceTimersByTime(46_000);
  });
  expect(screen.queryByTestId("recommended-product")).toBeNull();
});

test("what was asked about long ago is no news to who comes in", () => {
  const now = Date.parse(AT);
  expect(factsAfter(NO_FACTS, [lamp(7)], now + 5000).recommended?.seq).toBe(7);
  expect(factsAfter(NO_FACTS, [lamp(7)], now + 600_000)).toBe(NO_FACTS);
});
