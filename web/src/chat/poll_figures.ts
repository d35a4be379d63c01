import type { PollClosed } from "./protocol";

/** Votes as whole per cents that add up to a hundred: the largest remainders are rounded up. All 0 without votes. */
export function percents(votes: readonly number[]): number[] {
  const sum = votes.reduce((all, one) => all + one, 0);
  if (sum === 0) return votes.map(() => 0);
  const exact = votes.map((one) => (one * 100) / sum);
  const whole = exact.map(Math.floor);
  const left = 100 - whole.reduce((all, one) => all + one, 0);
  const largest = exact.map((value, place) => ({ place, rest: value % 1 })).toSorted((a, b) => b.rest - a.rest || a.place - b.place);
  for (const { place } of largest.slice(0, left)) whole[place] = (whole[place] ?? 0) + 1;
  return whole;
}

/** The places that have most votes; none when nobody voted. */
export function leading(votes: readonly number[]): number[] {
  const top = Math.max(0, ...votes);
  return top === 0 ? [] : votes.flatMap((one, place) => (one === top ? [place] : []));
}

/** How one's own choice in a quiz turned out; null where there is nothing to be right about. */
export function guess(result: Pick<PollClosed, "poll" | "answer">, chosen: number | null): "right" | "wrong" | null {
  if (!result.poll.quiz || result.answer == null || chosen === null) return null;
  return result.answer === chosen ? "right" : "wrong";
}
