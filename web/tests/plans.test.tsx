import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Invoice, Offer, Subscription } from "../src/api/plans";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { ChangeDialog } from "../src/plans/change_dialog";
import PlansPage from "../src/plans/plans_page";
import { comesNext, firstRegion, invoiceLook, pauseDays, refundableUntil, shelves, standingOf, trialDays } from "../src/plans/standing";
import { SubscribeDialog } from "../src/plans/subscribe_dialog";
import { SpeechProvider } from "../src/words";

const offer = (product: string, rank: number, total: number, change: Partial<Offer> = {}): Offer => ({ product, name: product, kind: "plan", slot: "viewer", rank, trial_days: 14, currency: "KRW", shown_minor: total, net_minor: total - 100, tax_minor: 100, total_minor: total, tax_included: true, tax_percent: "10", ...change });
const OFFERS = [offer("vip", 3, 26_000), offer("basic", 1, 6500), offer("membership", 1, 4900, { kind: "membership", slot: "membership", trial_days: 0 }), offer("addon_ai", 1, 26_000, { kind: "addon", slot: "addon_ai", trial_days: 0 }), offer("streamer", 1, 39_000, { slot: "streamer" })];
const mine = (change: Partial<Subscription> = {}): Subscription => ({ slot: "viewer", product: "basic", region: "KR", state: "active", channel_id: null, paid_product: "basic", paid_until: "2026-12-01T00:00:00Z", renews_at: "2026-12-01T00:00:00Z", ends_at_renewal: false, resumes_at: null, months: 1, failed_attempts: 0, next_attempt_at: null, open_invoice: null, checkout_url: null, ...change });
const invoice = (change: Partial<Invoice> = {}): Invoice => ({ id: "in_1", number: "A-1", state: "paid", product: "basic", currency: "KRW", total_minor: 6500, tax_minor: 591, refunded_minor: 0, issued_at: "2026-11-20T00:00:00Z", paid_at: "2026-11-20T00:00:00Z", lines: [], ...change });

const calls: { method: string; path: string; key: string | null; body: unknown }[] = [];
let answers: Record<string, () => Response> = {};

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem("madang.locale", "en");
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  calls.length = 0;
  answers = { "/v1/me/subscriptions": () => Response.json({ items: [] }), "/v1/me/age": () => Response.json({ told: true, adult: true }) };
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    calls.push({ method: init.method ?? "", path, key: new Headers(init.headers).get("Idempotency-Key"), body: init.body ? JSON.parse(init.body as string) : null });
    const found = answers[path] ?? (path.startsWith("/v1/plans") ? () => Response.json({ region: path.slice(-2), regions: ["DE", "KR", "US"], refund_days: 7, items: OFFERS }) : () => Response.error());
    return Promise.resolve(found());
  });
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
});

const shown = (page: React.ReactNode) => render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><SpeechProvider>{page}</SpeechProvider></QueryClientProvider>);
const press = (id: string) => fireEvent.click(screen.getByTestId(id));

test("the first country is that of the subscriptions, then the browser's, then the United States", () => {
  const served = ["DE", "KR", "US"];
  expect(firstRegion(["ko"], served)).toBe("KR");
  expect(firstRegion(["th-TH", "de-AT", "de"], served)).toBe("DE");
  expect(firstRegion(["not a language", "th"], served)).toBe("US");
  expect(firstRegion(["ko-KR"], served, [mine({ region: "DE" })])).toBe("DE");
  expect(firstRegion(["ko-KR"], served, [mine({ region: "DE", state: "canceled" })])).toBe("KR");
});

test("offers stand on their shelves by rank; a trial is had once a slot", () => {
  const found = shelves(OFFERS);
  expect([found.viewer, found.streamer, found.addons].map((some) => some.map((one) => one.product))).toEqual([["basic", "vip"], ["streamer"], ["addon_ai"]]);
  expect(found.membership?.product).toBe("membership");
  expect([trialDays(OFFERS[0] as Offer, []), trialDays(OFFERS[0] as Offer, [mine({ state: "canceled" })])]).toEqual([14, 0]);
});

test("what is said of a subscription is what happens next", () => {
  const on = "2026-12-01T00:00:00Z";
  expect(standingOf(mine())).toEqual({ kind: "active", on });
  expect(standingOf(mine({ state: "trialing" }))).toEqual({ kind: "trialing", on });
  expect(standingOf(mine({ ends_at_renewal: true }))).toEqual({ kind: "ending", on });
  expect(standingOf(mine({ state: "trialing", ends_at_renewal: true }))).toEqual({ kind: "ending", on });
  expect(standingOf(mine({ state: "paused", resumes_at: "2027-01-01T00:00:00Z" }))).toEqual({ kind: "paused", on: "2027-01-01T00:00:00Z" });
  expect(standingOf(mine({ state: "past_due", failed_attempts: 2, next_attempt_at: on, ends_at_renewal: true }))).toEqual({ kind: "overdue", on, times: 2 });
  expect(standingOf(mine({ state: "past_due" }))).toEqual({ kind: "overdueLast" });
  expect(standingOf(mine({ state: "canceled" }))).toEqual({ kind: "canceled" });
  expect([comesNext(mine()), comesNext(mine({ state: "trialing", paid_product: "vip" })), comesNext(mine({ paid_product: "vip", ends_at_renewal: true }))]).toEqual([null, "basic", null]);
});

test("an invoice is taken back within the days, once", () => {
  const now = Date.parse("2026-11-26T00:00:00Z");
  expect(refundableUntil(invoice(), 7, now)).toBe("2026-11-27T00:00:00.000Z");
  expect([refundableUntil(invoice(), 6, now), refundableUntil(invoice({ paid_at: null }), 7, now), refundableUntil(invoice({ refunded_minor: 6500 }), 7, now), refundableUntil(invoice({ total_minor: 0 }), 7, now)]).toEqual([null, null, null, null]);
  expect([invoiceLook(invoice(), false), invoiceLook(invoice(), true), invoiceLook(invoice({ refunded_minor: 6500 }), true), invoiceLook(invoice({ refunded_minor: 1 }), false), invoiceLook(invoice({ total_minor: 0 }), false)]).toEqual(["paid", "refunding", "refunded", "partly", "paid"]);
  expect(pauseDays(Date.parse("2026-11-22T23:00:00Z"))).toEqual({ first: "2026-11-23", last: "2027-02-21" });
});

test("the page shows the country's prices, its tax, the trial and what follows before anything is sent", async () => {
  shown(<PlansPage />);
  fireEvent.change(await screen.findByTestId("region"), { target: { value: "KR" } });
  const card = await screen.findByTestId("plan-basic");
  expect(card.textContent).toMatch(/₩6,500.*VAT 10 % included.*Free for 14 days.*₩6,500 a month.*two presses.*Within 7 days/);
  press("subscribe-basic");
  await screen.findByTestId("subscribe-pay");
  expect(screen.getByTestId("subscribe-dialog").textContent).toMatch(/VAT 10 % included.*Free for 14 days.*two presses.*Within 7 days/);
  expect(calls.filter((call) => call.method !== "GET")).toEqual([]);
  expect(localStorage.getItem("madang.region")).toBe("KR");
});

test("a refused subscription is said in words, and tried again with the same key", async () => {
  answers["/v1/me/subscriptions"] = () => Response.json({ title: "Conflict", detail: "English only", status: 409, code: "region_fixed", trace_id: "t" }, { status: 409 });
  shown(<SubscribeDialog offer={OFFERS[1] as Offer} region="KR" refundDays={7} days={14} title="t" returnPath="/plans" onClose={vi.fn()} />);
  await screen.findByTestId("subscribe-pay");
  calls.length = 0;
  press("subscribe-pay");
  expect((await screen.findByTestId("money-refused")).textContent).toContain("another country");
  press("subscribe-pay");
  await waitFor(() => expect(calls).toHaveLength(2));
  expect(calls[0]).toMatchObject({ path: "/v1/me/subscriptions", body: { product: "basic", region: "KR", channel_id: null, return_path: "/plans" } });
  expect(calls[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(calls[1]?.key).toBe(calls[0]?.key);
});

test("a change shows what is due, the credit and the month after it before it can be pressed", async () => {
  answers["/v1/me/subscriptions/viewer/preview/vip"] = () => Response.json({ change: "upgrade", due_now_minor: 12_345, credit_minor: 3000, currency: "KRW", then_minor: 26_000 });
  answers["/v1/me/subscriptions/viewer/product"] = () => Response.json(mine({ product: "vip", paid_product: "vip" }));
  const closed = vi.fn();
  shown(<ChangeDialog one={mine()} onClose={closed} />);
  fireEvent.click(await screen.findByTestId("change-to-vip"));
  expect(screen.queryByTestId("change-to-basic")).toBeNull();
  expect((await screen.findByTestId("change-preview")).textContent).toMatch(/₩12,345.*-₩3,000.*₩26,000/);
  press("change-yes");
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect(calls.find((call) => call.method === "POST")).toMatchObject({ path: "/v1/me/subscriptions/viewer/product", body: { product: "vip" } });
});
