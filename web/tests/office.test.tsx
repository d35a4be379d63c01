import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Adjustment, BalanceRow } from "../src/api/office";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { worksInOffice } from "../src/app/session";
import { AdjustmentCard } from "../src/office/adjustment_card";
import { AdjustmentForm } from "../src/office/adjustment_form";
import { apart, asked, EMPTY_LINE, grouped, monthOf, percent, plainAmount, sums } from "../src/office/books";
import { CloseDialog } from "../src/office/close_dialog";
import { SpeechProvider } from "../src/words";

const calls: { path: string; body: unknown }[] = [];
const ME = { user_id: "me", email: "f@madang.example", display_name: "F", locale: "en", groups: ["finance"], terms_version: "1", terms_accepted_at: "2026-01-01T00:00:00Z" };

beforeEach(() => {
  localStorage.setItem("madang.locale", "en");
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  calls.length = 0;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (path === "/v1/me") return Promise.resolve(Response.json(ME));
    if (path === "/v1/backoffice/accounts") return Promise.resolve(Response.json({ items: [{ code: "1100", name: "Cash", type: "asset" }, { code: "5400", name: "Bank charges", type: "expense" }] }));
    calls.push({ path, body: init.body ? JSON.parse(init.body as string) : null });
    return Promise.resolve(Response.json({}));
  });
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
});

const shown = (page: React.ReactNode) => render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><SpeechProvider>{page}</SpeechProvider></QueryClientProvider>);
const type = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });
const row = (account: string, kind: string, currency: string, closing: number, functional: number): BalanceRow => ({ account, name: account, type: kind, currency, opening: 0, debits: Math.max(0, closing), credits: Math.max(0, -closing), closing, functional_closing: functional });

test("a trial balance is grouped in the order of a balance sheet and summed a currency", () => {
  const rows = [row("4100", "revenue", "KRW", -3000, -2), row("1200", "asset", "USD", 500, 500), row("1200", "asset", "KRW", 3000, 2), row("2200", "liability", "USD", -500, -500)];
  expect(grouped(rows).map(({ type: kind, functional, rows: own }) => [kind, functional, own.length])).toEqual([["asset", 502, 2], ["liability", -500, 1], ["revenue", -2, 1]]);
  expect(sums(rows)).toEqual([{ currency: "KRW", debits: 3000, credits: 3000, closing: 0 }, { currency: "USD", debits: 500, credits: 500, closing: 0 }]);
  expect([plainAmount("en", 1234567, "USD"), plainAmount("en", 1234567, "KRW"), plainAmount("en", -1500, "KWD"), percent("en", "0.1234"), percent("en", null)]).toEqual(["12,345.67", "1,234,567", "-1.500", "12.3%", "–"]);
  expect([monthOf("2026-10", ["2026-11", "2026-10"]), monthOf("1999-01", ["2026-11"]), monthOf(null, [])]).toEqual(["2026-10", "2026-11", ""]);
});

test("an adjustment is whole when every line is, and balanced when nothing is left over", () => {
  const lines = [{ ...EMPTY_LINE, account: "5400", typed: "12.50" }, { ...EMPTY_LINE, account: "1100", side: "credit" as const, typed: "12.5", party: "creator/chn_1" }];
  expect(asked(lines, "USD")).toEqual([{ account: "5400", amount: 1250 }, { account: "1100", amount: -1250, party_type: "creator", party_id: "chn_1" }]);
  expect([apart(lines, "USD"), apart([{ ...EMPTY_LINE, typed: "3" }], "KRW")]).toEqual([0, 3]);
  for (const broken of [{ account: "" }, { typed: "0" }, { typed: "1.234" }, { party: "nobody" }]) expect(asked([{ ...(lines[0] as (typeof lines)[0]), ...broken }, lines[1] as (typeof lines)[1]], "USD")).toBeNull();
  expect(asked(lines.slice(1), "USD")).toBeNull();
});

test("the form is not sent before it balances, and then as debits and credits", async () => {
  shown(<AdjustmentForm />);
  const amounts = screen.getAllByTestId("line-amount");
  await waitFor(() => expect(screen.getAllByRole("option", { name: "1100 Cash" })).toHaveLength(2));
  screen.getAllByTestId("line-account").forEach((select, n) => type(select, n === 0 ? "5400" : "1100"));
  type(amounts[0] as HTMLElement, "12.50");
  type(screen.getByTestId("adjustment-reason"), "Bank charges");
  fireEvent.click(screen.getByTestId("adjustment-send"));
  expect(screen.getByTestId("adjustment-off").textContent).toContain("$12.50");
  expect(screen.getByTestId("adjustment-lines-error")).toBeTruthy();
  expect(calls).toEqual([]);
  type(amounts[1] as HTMLElement, "12.50");
  fireEvent.click(screen.getByTestId("adjustment-send"));
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]).toMatchObject({ path: "/v1/backoffice/adjustments", body: { currency: "USD", reason: "Bank charges", lines: [{ account: "5400", amount: 1250 }, { account: "1100", amount: -1250 }] } });
});

test("one's own adjustment says why it cannot be approved; another's can, with a reason", async () => {
  const one = (by: string): Adjustment => ({ id: `adj_${by}`, day: "2026-11-20", currency: "USD", lines: [{ account: "5400", amount: 1250 }, { account: "1100", amount: -1250 }], reason: "Bank charges", state: "requested", requested_by: by, requested_at: "2026-11-20T09:00:00Z", decided_by: null, decided_at: null });
  shown(<ul><AdjustmentCard one={one("me")} finance /><AdjustmentCard one={one("other")} finance /></ul>);
  expect((await screen.findByTestId("own-adjustment")).textContent).toContain("two people");
  expect(screen.getAllByTestId("approve")).toHaveLength(1);
  fireEvent.click(screen.getByTestId("approve"));
  fireEvent.click(screen.getAllByTestId("approve-dialog-preset")[0] as HTMLElement);
  await waitFor(() => expect(calls).toEqual([{ path: "/v1/backoffice/adjustments/adj_other/approve", body: { reason: "Checked against the voucher" } }]));
});

test("a month closes when it was typed and a reason given", async () => {
  const closed = vi.fn();
  shown(<CloseDialog period="2026-10" onClose={closed} />);
  type(screen.getByTestId("close-typed"), "2026-11");
  fireEvent.click(screen.getByTestId("close-yes"));
  expect(screen.getByTestId("close-typed-error").textContent).toContain("2026-10");
  expect(screen.getByTestId("close-reason-error")).toBeTruthy();
  expect(calls).toEqual([]);
  type(screen.getByTestId("close-typed"), "2026-10");
  type(screen.getByTestId("close-reason"), "All checked");
  fireEvent.click(screen.getByTestId("close-yes"));
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect(calls).toEqual([{ path: "/v1/backoffice/months/2026-10/close", body: { reason: "All checked" } }]);
});

test("the office is for finance and operators", () => {
  expect([["viewer"], ["viewer", "finance"], ["operator"], ["moderator", "streamer"]].map(worksInOffice)).toEqual([false, true, true, false]);
});
