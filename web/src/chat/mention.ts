const LETTER = "[\\p{L}\\p{N}]";
const HANGUL_END = /\p{Script=Hangul}$/u;

/**
 * The text in parts, those that name the reader marked: @name anywhere, the bare name as a word of its own.
 * A particle may follow a Korean name (미나야, 미나님).
 */
export function partsOf(text: string, name: string | undefined): { text: string; mine: boolean }[] {
  const wanted = name?.trim() ?? "";
  if (Array.from(wanted).length < 2) return [{ text, mine: false }];
  const escaped = wanted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const end = HANGUL_END.test(wanted) ? "" : `(?!${LETTER})`;
  const pattern = new RegExp(`(@${escaped}${end}|(?<!${LETTER})${escaped}${end})`, "giu");
  return text.split(pattern).flatMap((part, n) => (part === "" ? [] : [{ text: part, mine: n % 2 === 1 }]));
}
