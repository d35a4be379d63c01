const A = "A".charCodeAt(0);
const LETTERS = Array.from({ length: 26 }, (_, n) => String.fromCharCode(A + n));
const NO_COUNTRY = new Set(["EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AQ", "BV", "CP", "TA"]);

/** Every country by its name in the reader's language, as the browser knows them; codes are ISO 3166. */
export function countries(locale: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([locale], { type: "region", fallback: "none" });
  const codes = LETTERS.flatMap((one) => LETTERS.map((two) => one + two)).filter((code) => !NO_COUNTRY.has(code) && new Intl.Locale(`und-${code}`).region === code);
  return codes.flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [{ code, name }];
  }).toSorted((a, b) => a.name.localeCompare(b.name, locale));
}
