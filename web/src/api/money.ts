import type { Page } from "./contract";
import { at, json, nothing, query } from "./http";

/** Amounts are minor units of their currency: 500 of USD is 5 dollars, of KRW 500 won. */
export interface CurrencyRules { currency: string; smallest_minor: number; largest_a_day_minor: number }
export interface DonationRules { currencies: CurrencyRules[]; refund_days: number }

export type DonationState = "pending" | "paid" | "cancelled" | "refunded";
export interface Donation {
  id: string;
  channel_id: string;
  amount_minor: number;
  currency: string;
  message: string;
  state: DonationState;
  asked_at: string;
  received_at: string | null;
  refundable_until: string | null;
  refunded_minor: number;
  /** Only in the answer that opened it. */
  checkout_url: string | null;
}
export interface Gift { amount_minor: number; currency: string; message: string; session_id: string | null; return_path: string }

/** As who received it sees it; `creator_minor` is what is left of the creator's part. */
export interface Received {
  id: string;
  donor_name: string;
  message: string;
  message_hidden: boolean;
  amount_minor: number;
  creator_minor: number;
  refunded_minor: number;
  currency: string;
  state: DonationState;
  received_at: string;
}

export const donationRules = () => json<DonationRules>("GET", "/v1/donation-rules");
export const give = (channelId: string, gift: Gift, key: string) => json<Donation>("POST", `/v1/channels/${at(channelId)}/donations`, { body: gift, idempotencyKey: key });
export const donation = (id: string) => json<Donation>("GET", `/v1/donations/${at(id)}`);
export const myDonations = (cursor: string | null) => json<Page<Donation>>("GET", `/v1/me/donations${query({ cursor, limit: 20 })}`);
export const takeBack = (id: string, key: string) => json<Donation>("POST", `/v1/donations/${at(id)}/refund`, { idempotencyKey: key });

const channel = (id: string) => `/v1/channels/${at(id)}`;
export const received = (channelId: string, cursor: string | null) => json<Page<Received>>("GET", `${channel(channelId)}/donations${query({ cursor, limit: 20 })}`);
export const hideMessage = (channelId: string, id: string, hidden: boolean) => nothing("PUT", `${channel(channelId)}/donations/${at(id)}/message`, { body: { hidden } });
export const overlayAddress = (channelId: string) => json<{ url: string }>("GET", `${channel(channelId)}/overlay`);
export const replaceOverlayAddress = (channelId: string) => json<{ url: string }>("POST", `${channel(channelId)}/overlay`);
