import type { Action } from "../../api/moderation";

// What lifted a sanction is undone by a new one; polls and their results stand.
const FINAL = ["lift", "poll", "poll_end", "poll_result"];

export const mayUndo = (action: Pick<Action, "kind" | "undone_by">): boolean => action.undone_by === null && !FINAL.includes(action.kind);

/** What an action changed, in one line: the words that were taken back, the poll's question, a list. Empty where nothing is worth a line. */
export function changeIn({ kind, before, after }: Pick<Action, "kind" | "before" | "after">): string {
  if (kind === "remove" && typeof before === "string") return `“${before}”`;
  if (kind === "reject") return `“${textOf(before, "text")}”`;
  if (kind === "poll" || kind === "poll_end") return textOf(after, "question");
  if (kind === "rules") return `${pairs(before)} → ${pairs(after)}`;
  if (kind === "terms" || kind === "follow_bans") return `${list(before)} → ${list(after)}`;
  return "";
}

function textOf(value: unknown, name: string): string {
  const part: unknown = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return typeof part === "string" ? part : "";
}

const pairs = (value: unknown): string => (typeof value === "object" && value !== null ? Object.values(value).map(String).join(" · ") : "–");
const SHOWN = 8;
const list = (value: unknown): string => {
  if (!Array.isArray(value) || value.length === 0) return "–";
  return value.slice(0, SHOWN).map(String).join(", ") + (value.length > SHOWN ? " …" : "");
};
