import { partsOf } from "./mention";
import type { Message, Speaker } from "./protocol";

/** mine: the reader is called. name: somebody else is. */
export interface Segment { kind: "text" | "mine" | "name" | "emote"; text: string; url?: string }

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
/** Longer ones first: @Minji is not @Min. */
const anyOf = (names: readonly string[]): string => names.toSorted((a, b) => b.length - a.length).map(escaped).join("|");

/** A message's text as it is drawn: emotes in the place of their codes, names of people who are called marked. */
export function segmentsOf(message: Pick<Message, "text" | "emotes" | "mentions">, you: Speaker | null | undefined): Segment[] {
  const pictures = new Map(message.emotes?.map(({ code, url }) => [code, url]));
  if (pictures.size === 0) return named(message.text, message.mentions ?? [], you);
  const pattern = new RegExp(`:(${anyOf([...pictures.keys()])}):`, "u");
  return cut(message.text, pattern).flatMap(({ text, hit }): Segment[] => {
    const url = hit === null ? undefined : pictures.get(hit);
    return url === undefined ? named(text, message.mentions ?? [], you) : [{ kind: "emote", text, url }];
  });
}

function named(text: string, mentions: readonly { user_id: string; name: string }[], you: Speaker | null | undefined): Segment[] {
  const own = (part: string): Segment[] => partsOf(part, you?.name).map((one) => ({ kind: one.mine ? "mine" : "text", text: one.text }));
  if (mentions.length === 0) return own(text);
  const mine = new Set(mentions.filter(({ user_id: id }) => id === you?.user_id).map(({ name }) => name.toLowerCase()));
  const pattern = new RegExp(`@(${anyOf(mentions.map(({ name }) => name))})`, "iu");
  return cut(text, pattern).flatMap(({ text: part, hit }): Segment[] =>
    hit === null ? own(part) : [{ kind: mine.has(hit.toLowerCase()) ? "mine" : "name", text: part }]);
}

/** The text in pieces: what lies between, and what the pattern found with its first group. */
function cut(text: string, pattern: RegExp): { text: string; hit: string | null }[] {
  const pieces: { text: string; hit: string | null }[] = [];
  for (let rest = text; rest !== "";) {
    const found = pattern.exec(rest);
    if (found === null) return [...pieces, { text: rest, hit: null }];
    if (found.index > 0) pieces.push({ text: rest.slice(0, found.index), hit: null });
    pieces.push({ text: found[0], hit: found[1] ?? "" });
    rest = rest.slice(found.index + found[0].length);
  }
  return pieces;
}
