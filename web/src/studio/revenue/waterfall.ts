import type { Explanation, PayoutLine, RevenueRow, Step } from "../../api/payouts";

export type Tone = "in" | "out" | "share" | "kept" | "net";
/** `left` and `width` are percent of the picture; `level` is the percent at which the next bar begins. */
export interface Bar { key: string; code: string; amount: number; lines: number; expectedOn: string | null; sentence: string | null; tone: Tone; left: number; width: number; level: number }

const TONES: Record<string, Tone> = { given: "in", begun: "in", platform: "share", tax: "out", taken_back: "out", fee: "out", income_tax: "out", local_tax: "out" };
const WITHOUT_LINES = new Set(["begun", "fee", "income_tax", "local_tax"]);
const THINNEST = 0.6; // percent: a bar of one won is seen as well

/** Each step hangs where the one before ended, and what is left stands on the ground again. */
export function barsOf({ steps, net_minor }: Pick<Explanation, "steps" | "net_minor">): Bar[] {
  const ends = steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step.amount_minor], []);
  const low = Math.min(0, net_minor, ...ends);
  const high = Math.max(1, net_minor, ...ends);
  const place = (amount: number) => ((amount - low) / (high - low)) * 100;
  const bar = (from: number, to: number) => {
    const width = Math.max(THINNEST, Math.abs(place(to) - place(from)));
    return { left: Math.min(place(from), place(to), 100 - width), width, level: place(to) };
  };
  const drawn = steps.map((step, n): Bar => ({
    key: `${step.code}-${step.expected_on ?? ""}`, code: step.code, amount: step.amount_minor, lines: step.lines, expectedOn: step.expected_on, sentence: step.sentence,
    tone: TONES[step.code] ?? "kept", ...bar(ends[n - 1] ?? 0, ends[n] ?? 0),
  }));
  return [...drawn, { key: "net", code: "net", amount: net_minor, lines: 0, expectedOn: null, sentence: null, tone: "net", ...bar(0, net_minor) }];
}

/** The lines of the books behind one bar. What is not due stands in the first payout on or after its day. */
export function linesOf(told: Pick<Explanation, "steps" | "lines">, code: string, expectedOn: string | null): PayoutLine[] {
  if (WITHOUT_LINES.has(code)) return [];
  const { lines } = told;
  switch (code) {
    case "given": return lines.filter((one) => one.amount_minor > 0);
    case "tax": return lines.filter((one) => one.amount_minor > 0 && one.tax_minor !== 0);
    case "platform": return lines.filter((one) => one.amount_minor > 0 && one.platform_minor !== 0);
    case "taken_back": return lines.filter((one) => one.amount_minor < 0);
    case "net": return lines.filter((one) => one.step === "next");
    case "not_due": return lines.filter((one) => one.step === code && payoutOf(told.steps, one.due_on) === expectedOn);
    default: return lines.filter((one) => one.step === code);
  }
}

function payoutOf(steps: readonly Step[], dueOn: string | null): string | null {
  const days = steps.flatMap((step) => (step.code === "not_due" && step.expected_on !== null ? [step.expected_on] : [])).toSorted();
  return days.find((day) => dueOn === null || day >= dueOn) ?? null;
}

/** What was earned by currency, and of what; what was paid out is no loss. */
export function earnedOf(rows: readonly RevenueRow[]): { currency: string; amount: number; parts: RevenueRow[] }[] {
  const earned = rows.filter((row) => row.source !== "payout");
  return [...new Set(earned.map((row) => row.currency))].toSorted().map((currency) => {
    const parts = earned.filter((row) => row.currency === currency);
    return { currency, amount: parts.reduce((sum, row) => sum + row.amount_minor, 0), parts };
  });
}

/** An exact fraction such as 3/100 as the percent that people read: 3, 0.3. */
export function percentOf(fraction: string): number {
  const [above = "0", below = "1"] = fraction.split("/");
  return (Number(above) * 100) / Number(below);
}
