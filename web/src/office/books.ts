import type { AdjustmentLine, BalanceRow } from "../api/office";
import { digitsOf, minorOf } from "../money/amounts";

export const TYPES = ["asset", "liability", "equity", "revenue", "expense"] as const;

/** An amount in a table of one currency: its own digits, always all of them. */
export function plainAmount(locale: string, minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** digits);
}

/** The rows of a trial balance by type, each with what it comes to in the functional currency. */
export function grouped(rows: readonly BalanceRow[]): { type: string; rows: BalanceRow[]; functional: number }[] {
  return TYPES.flatMap((type) => {
    const own = rows.filter((row) => row.type === type);
    return own.length === 0 ? [] : [{ type, rows: own, functional: own.reduce((sum, row) => sum + row.functional_closing, 0) }];
  });
}

/** What debits, credits and closings of each currency sum to. */
export function sums(rows: readonly BalanceRow[]): { currency: string; debits: number; credits: number; closing: number }[] {
  return [...new Set(rows.map((row) => row.currency))].toSorted().map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    const of = (pick: (row: BalanceRow) => number) => own.reduce((sum, row) => sum + pick(row), 0);
    return { currency, debits: of((row) => row.debits), credits: of((row) => row.credits), closing: of((row) => row.closing) };
  });
}

export interface DraftLine { account: string; side: "debit" | "credit"; typed: string; party: string }
export const EMPTY_LINE: DraftLine = { account: "", side: "debit", typed: "", party: "" };
const PARTY = /^([a-z]+)\/([A-Za-z0-9_:-]{1,80})$/;

/** What was typed as the API takes it, positive debits; null while a line is not whole. */
export function asked(lines: readonly DraftLine[], currency: string): AdjustmentLine[] | null {
  const made = lines.map((line): AdjustmentLine | null => {
    const minor = minorOf(line.typed, currency);
    const party = PARTY.exec(line.party.trim());
    if (line.account === "" || minor === null || minor === 0 || (line.party.trim() !== "" && party === null)) return null;
    return { account: line.account, amount: line.side === "debit" ? minor : -minor, ...(party ? { party_type: party[1] ?? null, party_id: party[2] ?? null } : {}) };
  });
  return made.length < 2 || made.includes(null) ? null : (made as AdjustmentLine[]);
}

/** How far debits and credits are apart, of what can be read so far. */
export function apart(lines: readonly DraftLine[], currency: string): number {
  return lines.reduce((sum, line) => sum + (minorOf(line.typed, currency) ?? 0) * (line.side === "debit" ? 1 : -1), 0);
}

/** A margin such as 0.1234 as percent with one digit. */
export function percent(locale: string, ratio: string | null): string {
  return ratio === null ? "–" : new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(Number(ratio));
}

/** Which month a page looks at: the one of its address where the books have it, else the newest. */
export function monthOf(wanted: string | null, periods: readonly string[]): string {
  return wanted !== null && periods.includes(wanted) ? wanted : periods[0] ?? "";
}

/** In which the books are kept: those of the price books. */
export const CURRENCIES = ["USD", "KRW", "JPY", "EUR", "GBP", "KWD"] as const;
