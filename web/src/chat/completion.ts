import type { Message, Speaker } from "./protocol";

export const MOST_CALLED = 5; // people in one message
const SHOWN = 6;

export interface Person { user_id: string; name: string }
/** What is being typed before the caret: somebody's name after @, or an emote's code after a colon. */
export interface Wanted { sign: "@" | ":"; typed: string; from: number }
export interface Choice { key: string; label: string; text: string; url?: string }

const NAME = /(?<![\p{L}\p{N}])@([^\s@]{0,30})$/u;
const CODE = /(?<![\p{L}\p{N}]):([\p{L}\p{N}]{1,20})$/u;

export function wantedAt(text: string, caret: number): Wanted | null {
  const before = text.slice(0, caret);
  for (const [sign, pattern] of [["@", NAME], [":", CODE]] as const) {
    const found = pattern.exec(before);
    if (found) return { sign, typed: found[1] ?? "", from: found.index };
  }
  return null;
}

/** Who has spoken, each once, the latest first; not the reader. */
export function speakersIn(messages: readonly Message[], you: Speaker | null | undefined): Person[] {
  const found = new Map<string, Person>();
  for (let n = messages.length - 1; n >= 0; n -= 1) {
    const by = messages[n]?.by;
    if (by && by.user_id !== you?.user_id && by.name !== "" && !found.has(by.user_id)) found.set(by.user_id, { user_id: by.user_id, name: by.name });
  }
  return [...found.values()];
}

const begins = (name: string, typed: string): boolean => name.normalize("NFC").toLowerCase().startsWith(typed.normalize("NFC").toLowerCase());

export function choicesFor(wanted: Wanted, people: readonly Person[], emotes: readonly { code: string; url: string }[]): Choice[] {
  const found: Choice[] = wanted.sign === "@"
    ? people.filter(({ name }) => begins(name, wanted.typed)).map(({ user_id: key, name }) => ({ key, label: name, text: `@${name}` }))
    : emotes.filter(({ code }) => begins(code, wanted.typed)).map(({ code, url }) => ({ key: code, label: code, text: `:${code}:`, url }));
  return found.slice(0, SHOWN);
}

/** The text with `put` between two places and a space after it, and where the caret is then. */
export function withPut(text: string, from: number, to: number, put: string): { text: string; caret: number } {
  const rest = text.slice(to);
  const piece = rest.startsWith(" ") ? put : `${put} `;
  return { text: text.slice(0, from) + piece + rest, caret: from + put.length + 1 };
}

/** Ids of those whom the text calls by @name. Of two of one name it is who was `chosen`, else who spoke last. */
export function calledIn(text: string, people: readonly Person[], chosen: ReadonlyMap<string, string>): string[] {
  const lower = text.toLowerCase();
  const called = new Map<string, string>();
  let left = lower;
  for (const { user_id: id, name } of people.toSorted((a, b) => b.name.length - a.name.length)) {
    const sign = `@${name.toLowerCase()}`;
    if (called.has(sign)) continue;
    if (!left.includes(sign)) continue;
    left = left.replaceAll(sign, " "); // @Minji does not call Min
    called.set(sign, chosen.get(name) ?? id);
  }
  return [...called.values()].slice(0, MOST_CALLED);
}
