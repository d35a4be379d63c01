import type { Title } from "../api/contract";
import type { Words } from "./ko";

/** Why a title failed, in the reader's language where the code is known, else as the API said it. */
export function reasonOf(words: Words, title: Pick<Title, "reason" | "reason_code">): string {
  return words.watch.reasons[title.reason_code ?? ""] ?? title.reason ?? words.watch.failedHint;
}
