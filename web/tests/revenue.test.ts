// @vitest-environment node
import { expect, test } from "vitest";
import type { Explanation, PayoutLine, RevenueRow } from "../src/api/payouts";
import { countries } from "../src/studio/revenue/countries";
import { barsOf, earnedOf, linesOf, percentOf } from "../src/studio/revenue/waterfall";

const line = (entry: number, amount: number, change: Partial<PayoutLine> = {}): PayoutLine => ({ source: "donation", source_id: `don_${entry}`, booked_on: "2026-11-01", entry, line: 1, given_minor: 10_000, tax_minor: 0, platform_minor: 3000, amount_minor: amount, step: "next", due_on: "2026-11-16", ...change });
const step = (code: string, amount: number, expected: string | null = null) => ({ code, amount_minor: amount, lines: 1, sentence: "As the API says it.", expected_on: expected });
const TOLD: Explanation = {
  currency: "KRW", expected_on: "2026-12-15", net_minor: 4000, left_out: 0,
  steps: [step("given", 10_000), step("platform", -3000), step("taken_back", -500), step("not_due", -1500, "2026-12-15"), step("not_due", -1000, "2027-01-15")],
  lines: [line(1, 4500), line(2, 1500, { step: "not_due", due_on: "2026-12-01" }), line(3, 1000, { step: "not_due", due_on: "2026-12-20" }), line(4, -500, { source: "refund" })],
};

test("every bar hangs where the one before ended, and the last stands on the ground", () => {
  const bars = barsOf(TOLD);
  expect(bars.map((bar) => [bar.code, Math.round(bar.left), Math.round(bar.width), Math.round(bar.level)])).toEqual([
    ["given", 0, 100, 100], ["platform", 70, 30, 70], ["taken_back", 65, 5, 65], ["not_due", 50, 15, 50], ["not_due", 40, 10, 40], ["net", 0, 40, 40],
  ]);
  expect(bars.map((bar) => bar.tone)).toEqual(["in", "share", "out", "kept", "kept", "net"]);
  expect(new Set(bars.map((bar) => bar.key)).size).toBe(bars.length);
});

test("a balance below zero, and none at all, are drawn inside of the picture", () => {
  for (const told of [{ steps: [step("taken_back", -700), step("negative_balance", 700)], net_minor: 0 }, { steps: [], net_minor: 0 }]) {
    for (const bar of barsOf(told)) {
      expect(bar.left).toBeGreaterThanOrEqual(0);
      expect(bar.width).toBeGreaterThan(0);
      expect(bar.left + bar.width).toBeLessThanOrEqual(100.001);
    }
  }
  expect(barsOf({ steps: [step("unheard_of", 5)], net_minor: 5 })[0]?.tone).toBe("kept");
});

test("behind every step stand its own lines", () => {
  const behind = (code: string, on: string | null = null) => linesOf(TOLD, code, on).map((one) => one.entry);
  expect([behind("given"), behind("platform"), behind("tax"), behind("taken_back"), behind("net")]).toEqual([[1, 2, 3], [1, 2, 3], [], [4], [1, 4]]);
  expect([behind("not_due", "2026-12-15"), behind("not_due", "2027-01-15"), behind("fee"), behind("begun")]).toEqual([[2], [3], [], []]);
});

test("what was paid out is no loss of the month, and currencies are never added up", () => {
  const row = (source: string, currency: string, amount: number): RevenueRow => ({ period: "2026-11", source, currency, amount_minor: amount, entries: 1 });
  const earned = earnedOf([row("donation", "USD", 840), row("refund", "USD", -140), row("payout", "USD", -700), row("invoice", "KRW", 3430)]);
  expect(earned.map(({ currency, amount, parts }) => [currency, amount, parts.length])).toEqual([["KRW", 3430, 1], ["USD", 700, 2]]);
  expect([percentOf("3/100"), percentOf("1/10"), percentOf("0")]).toEqual([3, 10, 0]);
});

test("countries have their names, and what is none is not among them", () => {
  const known = countries("en");
  expect(known.find((one) => one.code === "KR")?.name).toBe("South Korea");
  expect(known.length).toBeGreaterThan(200);
  expect(known.map((one) => one.code).filter((code) => ["ZZ", "DD", "SU", "EU", "UK"].includes(code))).toEqual([]);
});
