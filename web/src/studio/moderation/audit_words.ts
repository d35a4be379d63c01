import type { Action } from "../../api/moderation";
import type { Rules } from "../../chat/protocol";
import type { Formats } from "../../words/format";
import type { Words } from "../../words/ko";

// What lifted a sanction is undone by a new one; polls, raids and emotes stand.
const FINAL = ["lift", "poll", "poll_end", "poll_result", "raid_ask", "raid_cancel", "raid_accept", "raid_refuse", "emote_add", "emote_delete"];

export const mayUndo = (action: Pick<Action, "kind" | "undone_by">): boolean => action.undone_by === null && !FINAL.includes(action.kind);

/** What an action changed, in one line: the words that were taken back, the poll's question, a list. Empty where nothing is worth a line. */
export function changeIn({ kind, before, after }: Pick<Action, "kind" | "before" | "after">, words: Words, formats: Pick<Formats, "span">): string {
  if (kind === "remove" && typeof before === "string") return `“${before}”`;
  if (kind === "pin" && typeof after === "string") return `“${after}”`;
  if (kind === "reject") return `“${textOf(before, "text")}”`;
  if (kind === "poll" || kind === "poll_end") return textOf(after, "question");
  if (kind === "rules") return `${rulesIn(before, words, formats)} → ${rulesIn(after, words, formats)}`;
  if (kind === "terms" || kind === "follow_bans") return `${list(before)} → ${list(after)}`;
  if (kind === "raid_rules") return `${takes(before, words)} → ${takes(after, words)}`;
  if (kind.startsWith("raid_")) return `${textOf(after, "from_name")} → ${textOf(after, "to_name")}`;
  if (kind === "emote_add" || kind === "emote_delete") return `:${textOf(after ?? before, "code")}:`;
  return "";
}

function takes(value: unknown, { social: { raid } }: Words): string {
  const says = { everyone: raid.everyone, asks: raid.afterAsking, nobody: raid.nobody }[textOf(value, "raids")] ?? "–";
  const trusted = typeof value === "object" && value !== null ? (value as { trusted?: unknown }).trusted : [];
  return Array.isArray(trusted) && trusted.length > 0 ? `${says} (${list(trusted)})` : says;
}

function textOf(value: unknown, name: string): string {
  const part: unknown = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return typeof part === "string" ? part : "";
}

function rulesIn(value: unknown, { moderation: { settings } }: Words, formats: Pick<Formats, "span">): string {
  if (typeof value !== "object" || value === null) return "–";
  const { slow_seconds: slow = 0, audience = "everyone", links = "allowed" } = value as Partial<Rules>;
  return [
    `${settings.slow}: ${slow === 0 ? settings.off : formats.span(slow)}`,
    settings[audience],
    `${settings.links}: ${settings[links]}`,
  ].join(" · ");
}
const SHOWN = 8;
const list = (value: unknown): string => {
  if (!Array.isArray(value) || value.length === 0) return "–";
  return value.slice(0, SHOWN).map(String).join(", ") + (value.length > SHOWN ? " …" : "");
};
