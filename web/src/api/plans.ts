import type { Page } from "./contract";
import { at, json, query } from "./http";

/** What is sold in a country. Amounts are minor units: `shown_minor` as the law there shows it, `total_minor` what is paid a month. */
export interface Offer {
  product: string;
  name: string;
  kind: "plan" | "addon" | "membership";
  slot: string;
  rank: number;
  trial_days: number;
  currency: string;
  shown_minor: number;
  net_minor: number;
  tax_minor: number;
  total_minor: number;
  tax_included: boolean;
  tax_percent: string;
}
export interface Plans { region: string; regions: string[]; refund_days: number; items: Offer[] }

/** `product` is what the next invoice is for, `paid_product` what is paid for until `paid_until`. */
export interface Subscription {
  slot: string;
  product: string;
  region: string;
  state: "pending" | "trialing" | "active" | "past_due" | "paused" | "canceled";
  channel_id: string | null;
  paid_product: string | null;
  paid_until: string | null;
  renews_at: string | null;
  ends_at_renewal: boolean;
  resumes_at: string | null;
  months: number;
  failed_attempts: number;
  next_attempt_at: string | null;
  open_invoice: string | null;
  /** Only in the answer that opened it. */
  checkout_url: string | null;
}
export interface Wanted { product: string; region: string; channel_id: string | null; return_path: string }
export interface Preview { change: "upgrade" | "downgrade" | "switch" | "none"; due_now_minor: number; credit_minor: number; currency: string; then_minor: number }
export interface InvoiceLine { product: string; net_minor: number; tax_minor: number; period_from: string; period_to: string }
export interface Invoice {
  id: string;
  number: string;
  state: string;
  product: string;
  currency: string;
  total_minor: number;
  tax_minor: number;
  refunded_minor: number;
  issued_at: string;
  paid_at: string | null;
  lines: InvoiceLine[];
}

export const plans = (region: string) => json<Plans>("GET", `/v1/plans${query({ region })}`);
export const subscribe = (wanted: Wanted, key: string) => json<Subscription>("POST", "/v1/me/subscriptions", { body: wanted, idempotencyKey: key });
export const mySubscriptions = async () => (await json<{ items: Subscription[] }>("GET", "/v1/me/subscriptions")).items;

const slotPath = (slot: string) => `/v1/me/subscriptions/${at(slot)}`;
export const previewChange = (slot: string, product: string) => json<Preview>("GET", `${slotPath(slot)}/preview/${at(product)}`);
export const changeProduct = (slot: string, product: string, key: string) => json<Subscription>("POST", `${slotPath(slot)}/product`, { body: { product }, idempotencyKey: key });
export const act = (slot: string, what: "cancel" | "keep" | "resume", key: string) => json<Subscription>("POST", `${slotPath(slot)}/${what}`, { idempotencyKey: key });
export const pause = (slot: string, until: string, key: string) => json<Subscription>("POST", `${slotPath(slot)}/pause`, { body: { until }, idempotencyKey: key });

export const cardPage = (returnPath: string) => json<{ url: string }>("POST", "/v1/me/card", { body: { return_path: returnPath } });
export const myInvoices = (cursor: string | null) => json<Page<Invoice>>("GET", `/v1/me/invoices${query({ cursor, limit: 10 })}`);
export const payInvoice = (id: string, key: string) => json<Invoice>("POST", `/v1/me/invoices/${at(id)}/pay`, { idempotencyKey: key });
export const refundInvoice = (id: string, key: string) => json<Invoice>("POST", `/v1/me/invoices/${at(id)}/refund`, { idempotencyKey: key });
