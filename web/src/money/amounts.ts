import type { CurrencyRules } from "../api/money";

const MULTIPLES = [1, 5, 10, 50]; // of the smallest donation

/** Digits after the decimal point: 0 of KRW, 2 of USD. */
export function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 0;
}

/** ₩5,000 or $50.00: minor units as the reader's language writes the currency. */
export function amountText(locale: string, minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const whole = minor % 10 ** digits === 0;
  return new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: whole ? 0 : digits }).format(minor / 10 ** digits);
}

/** What somebody typed as minor units, or null. Built from the digits: 0.07 times 100 is not 7 in floating point. */
export function minorOf(typed: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const parts = /^(\d{1,12})(?:\.(\d*))?$/.exec(typed.replaceAll(/[,\s]/g, ""));
  if (parts === null) return null;
  const fraction = parts[2] ?? "";
  if (fraction.length > digits) return null;
  return Number(`${parts[1]}${fraction.padEnd(digits, "0")}`);
}

/** The reader's own currency where it is taken. */
export function firstCurrency(locale: string, taken: readonly CurrencyRules[]): CurrencyRules | undefined {
  const own = locale === "ko" ? "KRW" : "USD";
  return taken.find((one) => one.currency === own) ?? taken[0];
}

export function presets(rules: CurrencyRules): number[] {
  return MULTIPLES.map((times) => times * rules.smallest_minor).filter((minor) => minor <= rules.largest_a_day_minor);
}

export type Wrong = "missing" | "small" | "large";

export function wrongWith(minor: number | null, rules: CurrencyRules): Wrong | null {
  if (minor === null) return "missing";
  if (minor < rules.smallest_minor) return "small";
  return minor > rules.largest_a_day_minor ? "large" : null;
}
