import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { Problem } from "../src/api/problem";
import { COUNTRIES, countryNames, likelyCountry } from "../src/guardian/countries";
import GuardianPage from "../src/guardian/guardian_page";
import { MayPay } from "../src/guardian/may_pay";
import { patiently } from "../src/guardian/queries";
import { ToastProvider } from "../src/ui/toasts";
import { SpeechProvider } from "../src/words";

const ADULT = { told: true, adult: true, birth_date: "1984-09-12", country: "KR", adult_on: "2003-09-12" };
const MINOR = { told: true, adult: false, birth_date: "2012-04-05", country: "KR", adult_on: "2031-04-05" };
const RULES = { currencies: [{ currency: "USD", smallest_minor: 100, largest_a_day_minor: 75_000 }, { currency: "KRW", smallest_minor: 1000, largest_a_day_minor: 1_000_000 }], refund_days: 7 };
const HARU = { minor_id: "usr_haru", name: "하루", state: "open", asked_at: "2026-11-20T00:00:00Z", limits: [], until: null };
const calls: { method: string; path: string; body: unknown }[] = [];
let answers: Record<string, unknown> = {};

beforeEach(() => {
  localStorage.setItem("madang.locale", "ko");
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  calls.length = 0;
  answers = { "/v1/donation-rules": RULES, "/v1/me/guarded-donations?limit=20": { items: [], next_cursor: null }, "/v1/me/guardian-requests": { items: [] }, "/v1/me/minors": { items: [HARU] } };
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    calls.push({ method: init.method ?? "", path, body: init.body ? JSON.parse(init.body as string) : null });
    return Promise.resolve(path in answers ? Response.json(answers[path]) : Response.json({ title: "t", detail: "English only", status: 409, code: "birth_date_already_told", trace_id: "t" }, { status: 409 }));
  });
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
});

const shown = (page: React.ReactNode) => render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><SpeechProvider><ToastProvider>{page}</ToastProvider></SpeechProvider></QueryClientProvider>);
const gated = () => shown(<MayPay onClose={vi.fn()}><p data-testid="payable">pay</p></MayPay>);
const type = (id: string, value: string) => fireEvent.change(screen.getByTestId(id), { target: { value } });
const press = (id: string) => fireEvent.click(screen.getByTestId(id));
const sent = (method: string) => calls.filter((call) => call.method === method);

test("who has told nothing is asked in place, once, and goes on to pay", async () => {
  answers["/v1/me/age"] = { told: false, adult: false, birth_date: null, country: null, adult_on: null };
  gated();
  await screen.findByTestId("birth-date");
  expect(screen.queryByTestId("payable")).toBeNull();
  press("birth-date-tell");
  expect(screen.getByTestId("birth-date-error").textContent).not.toBe("");
  expect(sent("PUT")).toEqual([]);
  type("birth-date", "1984-09-12");
  type("birth-country", "KR");
  press("birth-date-tell");
  expect((await screen.findByTestId("money-refused")).textContent).toContain("생년월일");
  answers["/v1/me/birth-date"] = ADULT;
  press("birth-date-tell");
  await screen.findByTestId("payable");
  expect(sent("PUT")[0]?.body).toEqual({ birth_date: "1984-09-12", country: "KR" });
});

test("a minor is led to a guardian, and pays once there is a consent", async () => {
  answers["/v1/me/age"] = MINOR;
  gated();
  expect((await screen.findByTestId("guardian-needed")).querySelector("a")?.getAttribute("href")).toBe("/account/guardian");
  cleanup();
  answers["/v1/me/guardian-requests"] = { items: [{ email: "a@b.example", state: "consented", asked_at: "2026-11-20T00:00:00Z", guardian_name: "어머니", limits: [] }] };
  gated();
  await screen.findByTestId("payable");
});

test("an adult agrees with a limit in minor units, and not without one", async () => {
  answers["/v1/me/age"] = ADULT;
  shown(<GuardianPage />);
  fireEvent.click(await screen.findByTestId("minor-agree"));
  await screen.findByTestId("limit-USD");
  press("limits-send");
  expect(screen.getByTestId("limit-USD-error").textContent).toContain("하나");
  type("limit-KRW", "30,000");
  type("limit-USD", "12.345");
  press("limits-send");
  expect(screen.getByTestId("limit-USD-error").textContent).toContain("숫자");
  type("limit-USD", "12.34");
  answers["/v1/me/minors/usr_haru/consent"] = { ...HARU, state: "consented" };
  press("limits-send");
  await waitFor(() => expect(sent("PUT")).toHaveLength(1));
  expect(sent("PUT")[0]).toMatchObject({ path: "/v1/me/minors/usr_haru/consent", body: { limits: [{ currency: "USD", most_a_month_minor: 1234 }, { currency: "KRW", most_a_month_minor: 30_000 }] } });
});

test("a payment that is sooner than the news of an age is tried again, any other refusal is not", async () => {
  const refusal = (code: string) => new Problem({ type: "", title: "", status: 403, detail: "", code, trace_id: "" });
  const late = vi.fn().mockRejectedValueOnce(refusal("age_needed")).mockResolvedValueOnce("paid");
  expect(await patiently(late, 0)).toBe("paid");
  const never = vi.fn().mockRejectedValue(refusal("age_needed"));
  await expect(patiently(never, 0)).rejects.toThrow();
  expect(never).toHaveBeenCalledTimes(10);
  const other = vi.fn().mockRejectedValue(refusal("guardian_needed"));
  await expect(patiently(other, 0)).rejects.toThrow();
  expect(other).toHaveBeenCalledTimes(1);
});

test("every country has a name, and the reader's is chosen first", () => {
  expect(COUNTRIES).toHaveLength(249);
  expect(countryNames("ko").find((one) => one.code === "KR")?.name).toBe("대한민국");
  expect([likelyCountry(["ko"]), likelyCountry(["en", "de-AT"]), likelyCountry(["en-XX"]), likelyCountry([])]).toEqual(["KR", "AT", "US", "US"]);
});
