import type { Invoice, Offer, Subscription } from "../api/plans";

const DAY_MS = 86_400_000;
export const LONGEST_PAUSE_DAYS = 92;
const LIVE = new Set<Subscription["state"]>(["trialing", "active", "past_due", "paused"]);

export const isLive = (one: Subscription): boolean => LIVE.has(one.state);

/** The country whose prices somebody sees first: where his subscriptions are, else his browser's, else the United States. */
export function firstRegion(languages: readonly string[], served: readonly string[], mine: readonly Subscription[] = []): string {
  const fixed = mine.find(isLive)?.region;
  if (fixed !== undefined && served.includes(fixed)) return fixed;
  for (const language of languages) {
    const region = regionOf(language);
    if (region !== undefined && served.includes(region)) return region;
  }
  return "US";
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region;
  } catch {
    return undefined; // a browser may name a language that is none
  }
}

/** What the offers of a page are: the viewers' plans by rank, the streamers', what goes beside them, and a channel's membership. */
export function shelves(offers: readonly Offer[]): { viewer: Offer[]; streamer: Offer[]; addons: Offer[]; membership: Offer | undefined } {
  const ranked = [...offers].sort((a, b) => a.rank - b.rank);
  return {
    viewer: ranked.filter((one) => one.kind === "plan" && one.slot === "viewer"),
    streamer: ranked.filter((one) => one.kind === "plan" && one.slot === "streamer"),
    addons: ranked.filter((one) => one.kind === "addon"),
    membership: ranked.find((one) => one.kind === "membership"),
  };
}

/** Days of the trial that this person would have: there is one a slot. */
export const trialDays = (offer: Offer, mine: readonly Subscription[]): number => (mine.some((one) => one.slot === offer.slot) ? 0 : offer.trial_days);

export type Standing =
  | { kind: "pending" | "canceled" | "overdueLast" | "pausedOpen" }
  | { kind: "trialing" | "ending" | "active" | "paused"; on: string }
  | { kind: "overdue"; on: string; times: number };

/** The one sentence that matters about a subscription. */
export function standingOf(one: Subscription): Standing {
  if (one.state === "pending" || one.state === "canceled") return { kind: one.state };
  const next = one.renews_at ?? one.paid_until;
  if (one.state === "past_due") return one.next_attempt_at === null ? { kind: "overdueLast" } : { kind: "overdue", on: one.next_attempt_at, times: one.failed_attempts };
  if (one.ends_at_renewal && next !== null) return { kind: "ending", on: next };
  if (one.state === "paused") return one.resumes_at === null ? { kind: "pausedOpen" } : { kind: "paused", on: one.resumes_at };
  return next === null ? { kind: "pending" } : { kind: one.state, on: next };
}

/** What it becomes at the end of the period, where that is something else than what is paid for. */
export const comesNext = (one: Subscription): string | null =>
  isLive(one) && !one.ends_at_renewal && one.paid_product !== null && one.paid_product !== one.product ? one.product : null;

/** Until when an invoice can be taken back, or null. */
export function refundableUntil(invoice: Invoice, days: number, now: number): string | null {
  if (invoice.paid_at === null || invoice.total_minor <= invoice.refunded_minor) return null;
  const until = Date.parse(invoice.paid_at) + days * DAY_MS;
  return until > now ? new Date(until).toISOString() : null;
}

/** How an invoice stands in one word of `invoiceStates`. */
export function invoiceLook(invoice: Invoice, onTheWay: boolean): string {
  if (invoice.total_minor > 0 && invoice.refunded_minor >= invoice.total_minor) return "refunded";
  if (onTheWay) return "refunding";
  return invoice.refunded_minor > 0 ? "partly" : invoice.state;
}

/** The first and the last day of a pause, as a date input has them. */
export function pauseDays(now: number): { first: string; last: string } {
  const day = (ahead: number) => new Date(now + ahead * DAY_MS).toISOString().slice(0, 10);
  return { first: day(1), last: day(LONGEST_PAUSE_DAYS - 1) };
}
