import type { Words } from "../words/ko";
import { clock, type Formats } from "../words/format";
import type { Refused } from "./state";

/** Whole seconds until a moment, 0 once it is over. Both in milliseconds since the epoch. */
export const secondsUntil = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1000));

/** Seconds as they are read while they pass: 45 seconds, 9:58. */
export const passing = (seconds: number, formats: Pick<Formats, "span">): string => (seconds < 60 ? formats.span(seconds) : clock(seconds));

/** Why something was not said, and how long to wait: in the reader's words where the code is known, else in the server's. */
export function refusalText(words: Words, formats: Pick<Formats, "span">, refused: Refused, now: number): string {
  const why = words.chat.refusals[refused.code] ?? (refused.detail || words.problems.unknownDetail);
  const left = refused.until === null ? 0 : secondsUntil(refused.until, now);
  return left > 0 ? `${why} ${words.chat.retryIn(passing(left, formats))}` : why;
}
