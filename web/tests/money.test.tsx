import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { amountText, firstCurrency, minorOf, presets, wrongWith } from "../src/money/amounts";
import { DonateDialog } from "../src/money/donate_dialog";
import { DonationReturn } from "../src/money/donation_return";
import { SpeechProvider } from "../src/words";

const WON = { currency: "KRW", smallest_minor: 1000, largest_a_day_minor: 1_000_000 };
const DOLLAR = { currency: "USD", smallest_minor: 100, largest_a_day_minor: 75_000 };
const RULES = { currencies: [DOLLAR, WON], refund_days: 7 };
const calls: { path: string; key: string | null; body: unknown }[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  localStorage.setItem("madang.locale", "ko");
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  calls.length = 0;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (path === "/v1/donation-rules") return Promise.resolve(Response.json(RULES));
    if (path === "/v1/me/age") return Promise.resolve(Response.json({ told: true, adult: true }));
    calls.push({ path, key: new Headers(init.headers).get("Idempotency-Key"), body: init.body ? JSON.parse(init.body as string) : null });
    return Promise.resolve((answers.shift() ?? (() => Response.error()))());
  });
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
  window.history.replaceState(null, "", "/");
});

const shown = (page: React.ReactNode) => render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><SpeechProvider>{page}</SpeechProvider></QueryClientProvider>);
const refused = (status: number, code: string) => () => Response.json({ title: "Conflict", detail: "English only", status, code, trace_id: "t" }, { status });
const donated = (state: string) => () => Response.json({ id: "don_1", state, amount_minor: 5000, currency: "KRW", message: "" });
const press = (id: string) => fireEvent.click(screen.getByTestId(id));

test("minor units are shown and read with each currency's own digits", () => {
  expect([amountText("ko", 5000, "KRW"), amountText("en", 500, "USD"), amountText("en", 1234, "USD")]).toEqual(["₩5,000", "$5", "$12.34"]);
  expect(["0.07", "1,234.5", "12", "12.", "12.345", "-1", "abc", ""].map((typed) => minorOf(typed, "USD"))).toEqual([7, 123_450, 1200, 1200, null, null, null, null]);
  expect(["5,000", "10.5"].map((typed) => minorOf(typed, "KRW"))).toEqual([5000, null]);
});

test("presets and limits are the policy's; the first currency is the reader's", () => {
  expect(presets(WON)).toEqual([1000, 5000, 10_000, 50_000]);
  expect([firstCurrency("ko", RULES.currencies), firstCurrency("en", RULES.currencies), firstCurrency("ko", [DOLLAR])]).toEqual([WON, DOLLAR, DOLLAR]);
  expect([null, 999, 1000, 1_000_001].map((minor) => wrongWith(minor, WON))).toEqual(["missing", "small", null, "large"]);
});

test("the amount is shown again, and a second try of the same gift has the same key", async () => {
  answers = [refused(409, "daily_limit_reached"), refused(503, "processor_unavailable"), refused(409, "own_channel")];
  shown(<DonateDialog channelId="chn_1" channel="마당" sessionId="ses_1" returnPath="/watch/live/chn_1" onClose={vi.fn()} />);
  await screen.findByTestId("donate-amount");
  press("donate-next");
  expect(screen.getByTestId("donate-amount-error").textContent).toContain("숫자");
  fireEvent.click(screen.getAllByTestId("donate-preset")[1] as HTMLElement);
  press("donate-next");
  expect(screen.getByTestId("donate-sum").textContent).toContain("₩5,000");
  expect(screen.getByTestId("donate-rules").textContent).toMatch(/₩1,000,000.*7일/);
  expect(calls).toEqual([]);
  press("donate-pay");
  expect((await screen.findByTestId("money-refused")).textContent).toContain("한도");
  press("donate-pay");
  await waitFor(() => expect(screen.getByTestId("money-refused").dataset["code"]).toBe("processor_unavailable"));
  expect(calls[0]).toMatchObject({ path: "/v1/channels/chn_1/donations", body: { amount_minor: 5000, currency: "KRW", session_id: "ses_1", return_path: "/watch/live/chn_1" } });
  expect(calls[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(calls[1]?.key).toBe(calls[0]?.key);
  press("donate-back");
  fireEvent.change(screen.getByTestId("donate-amount"), { target: { value: "7,000" } });
  press("donate-next");
  press("donate-pay");
  await screen.findByTestId("money-refused");
  expect(calls[2]?.key).not.toBe(calls[0]?.key);
});

test.each([["paid", "", "paid"], ["pending", "", "waiting"], ["pending", "&cancelled=1", "left"], ["cancelled", "", "cancelled"]])("who comes back to a donation that is %s%s reads that it is %s", async (state, more, told) => {
  window.history.replaceState(null, "", `/watch/live/chn_1?donation=don_1${more}`);
  answers = [donated(state)];
  shown(<DonationReturn />);
  await waitFor(() => expect(screen.getByTestId("donation-outcome").dataset["state"]).toBe(told));
  await waitFor(() => expect(calls).toHaveLength(1));
  press("donation-outcome-close");
  expect([window.location.search, screen.queryByTestId("donation-outcome")]).toEqual(["", null]);
});

test("somebody else's donation is refused in words", async () => {
  window.history.replaceState(null, "", "/watch/x?donation=don_2");
  answers = [refused(404, "no_such_donation")];
  shown(<DonationReturn />);
  expect((await screen.findByTestId("money-refused")).textContent).toContain("계정");
});
