import { at, json, query } from "./http";

export interface RevenueRow { period: string; source: string; currency: string; amount_minor: number; entries: number }
export interface Revenue { rows: RevenueRow[]; totals: { currency: string; amount_minor: number; payable_minor: number }[] }

/** One line of the books: `amount_minor` is the payee's, of `given_minor` that viewers paid. */
export interface PayoutLine {
  source: string;
  source_id: string;
  booked_on: string;
  entry: number;
  line: number;
  given_minor: number;
  tax_minor: number;
  platform_minor: number;
  amount_minor: number;
  step: string | null;
  due_on: string | null;
}
/** Signed: all steps together are the net. */
export interface Step { code: string; sentence: string; amount_minor: number; lines: number; expected_on: string | null }
export interface Explanation { currency: string; expected_on: string; steps: Step[]; net_minor: number; lines: PayoutLine[]; left_out: number }

export interface Payout {
  id: string;
  day: string;
  currency: string;
  state: string;
  reason: string | null;
  gross_minor: number;
  adjustments_minor: number;
  fee_minor: number;
  income_tax_minor: number;
  local_tax_minor: number;
  net_minor: number;
  lines: number;
  expected_on: string | null;
  paid_at: string | null;
}
export interface Carried { day: string; currency: string; reason: string; sentence: string; amount_minor: number; lines: number; expected_on: string }

export interface PayoutAccount {
  country: string | null;
  kind: "individual" | "business" | null;
  has_account: boolean;
  payouts_enabled: boolean;
  hold: string | null;
  hold_sentence: string | null;
  /** Exact fractions: of what is paid, and of that tax. */
  income_tax_rate: string;
  local_tax_rate: string;
}

const channel = (id: string) => `/v1/channels/${at(id)}`;
export const revenue = (channelId: string, since: string) => json<Revenue>("GET", `${channel(channelId)}/revenue${query({ since, until: since })}`);
export const nextPayouts = async (channelId: string) => (await json<{ items: Explanation[] }>("GET", `${channel(channelId)}/payouts/next`)).items;
export const payouts = (channelId: string, cursor: string | null) => json<{ items: Payout[]; carried: Carried[]; next_cursor: string | null }>("GET", `${channel(channelId)}/payouts${query({ cursor, limit: 12 })}`);
export const payoutLines = (channelId: string, payoutId: string, cursor: string | null) => json<{ lines: PayoutLine[]; next_cursor: string | null }>("GET", `${channel(channelId)}/payouts/${at(payoutId)}${query({ cursor, limit: 50 })}`);

export const payoutAccount = () => json<PayoutAccount>("GET", "/v1/me/payout-account");
export const setTaxProfile = (body: { country: string; kind: "individual" | "business"; tax_reference: string }) => json<PayoutAccount>("PUT", "/v1/me/payout-account", { body });
export const onboard = (returnPath: string, key: string) => json<{ url: string }>("POST", "/v1/me/payout-account/onboarding", { body: { return_path: returnPath }, idempotencyKey: key });
