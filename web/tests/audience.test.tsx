import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { AudienceSection } from "../src/studio/audience/audience_section";
import { FoundByStreamers } from "../src/taste/found_by_streamers";
import { ToastProvider } from "../src/ui/toasts";
import { SpeechProvider } from "../src/words";

const RULE = { version: 2, vip_months: 6, vip_paid: { KRW: 1 }, prospect_score: 0.5, churn_chance: 0.5, churn_days: 7, new_days: 7 };
const SEGMENTS = { rule: RULE, segments: [{ segment: "vip", members: 3 }, { segment: "prospect", members: 0 }, { segment: "churn_risk", members: 1 }, { segment: "new", members: 2 }] };
const MATCH = { user_id: "u", name: "Mina", score: 0.72, content: 0.9, hours: 0.5, interaction: 0.1, purchasing: null, loyalty: 0.6 };
const KNOWN = { channel_id: "chn_1", minutes: 60, hours: [], messages: 3, paid: {}, follows: true, months: 0, subscribed_at: null, paid_until: null, weeks: [], stays: [], dues: [] };
let answers: Record<string, unknown> = {};
const sent: unknown[] = [];

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  localStorage.setItem("madang.locale", "en");
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  sent.length = 0;
  answers = { "/v1/channels/chn_1/segments": SEGMENTS, "/v1/channels/chn_1/audience-matches?limit=20": { items: [MATCH, { ...MATCH, user_id: "v", name: null, purchasing: "high" }], loyalty_brier: 0.1234, loyalty_people: 90 }, "/v1/me/audience-consent": { matching: false, purchasing: false }, "/v1/me/audience": { consent: { matching: true, purchasing: false }, name: "Mina", channels: [KNOWN, { ...KNOWN, channel_id: "chn_2" }] } };
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (init.method === "PUT") {
      const body = JSON.parse(init.body as string) as unknown;
      sent.push(body);
      return Promise.resolve(Response.json(body));
    }
    if (init.method === "DELETE") {
      sent.push(path);
      answers["/v1/me/audience-consent"] = { matching: false, purchasing: false };
      answers["/v1/me/audience"] = { consent: answers["/v1/me/audience-consent"], name: "Mina", channels: [] };
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    return Promise.resolve(path in answers ? Response.json(answers[path]) : Response.json({ title: "t", detail: "d", status: 404, code: "none", trace_id: "t" }, { status: 404 }));
  });
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
});

function shown(page: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><SpeechProvider><ToastProvider>{page}</ToastProvider></SpeechProvider></QueryClientProvider>);
}

test("a streamer sees who would fit and what that is made of", async () => {
  shown(<AudienceSection channelId="chn_1" />);
  const [first, second] = await screen.findAllByTestId("match");
  expect(within(first as HTMLElement).getByText("Mina")).toBeTruthy();
  expect(within(first as HTMLElement).queryByText("Spends")).toBeNull();
  expect(within(first as HTMLElement).getByLabelText("Watches alike 90%")).toBeTruthy();
  expect(within(second as HTMLElement).getByText("Somebody without a name")).toBeTruthy();
  expect(within(second as HTMLElement).getByText("a lot")).toBeTruthy();
  expect(screen.getByText(/0\.123/)).toBeTruthy();
  expect(within(screen.getByTestId("segment-vip")).getByText("3")).toBeTruthy();
});

test("an audience without matches says why", async () => {
  answers["/v1/channels/chn_1/audience-matches?limit=20"] = { items: [], loyalty_brier: null, loyalty_people: 0 };
  shown(<AudienceSection channelId="chn_1" />);
  expect(await screen.findByTestId("matches-none")).toBeTruthy();
});

test("what fails can be asked again", async () => {
  delete answers["/v1/channels/chn_1/segments"];
  shown(<AudienceSection channelId="chn_1" />);
  expect(await screen.findByTestId("problem")).toBeTruthy();
});

test("nobody is shown to streamers before they say so, and money only after that", async () => {
  shown(<FoundByStreamers />);
  const box = await screen.findByTestId<HTMLInputElement>("audience-matching");
  expect(box.checked).toBe(false);
  expect(screen.queryByTestId("audience-purchasing")).toBeNull();
  fireEvent.click(box);
  fireEvent.click(await screen.findByTestId("audience-purchasing"));
  await waitFor(() => expect(sent).toEqual([{ matching: true, purchasing: false }, { matching: true, purchasing: true }]));
  fireEvent.click(screen.getByTestId("audience-matching"));
  await waitFor(() => expect(sent.at(-1)).toEqual({ matching: false, purchasing: false }));
});

test("whoever leaves all audiences is asked first, and known to no channel then", async () => {
  answers["/v1/me/audience-consent"] = { matching: true, purchasing: false };
  shown(<FoundByStreamers />);
  expect((await screen.findByTestId("audience-known")).textContent).toContain("2 channels");
  fireEvent.click(screen.getByTestId("audience-leave"));
  fireEvent.click(await screen.findByTestId("audience-leave-confirm-no"));
  expect(sent).toEqual([]);
  fireEvent.click(screen.getByTestId("audience-leave"));
  fireEvent.click(await screen.findByTestId("audience-leave-confirm-yes"));
  await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("audience-matching").checked).toBe(false));
  await waitFor(() => expect(screen.getByTestId("audience-known").textContent).toContain("0 channels"));
  expect(sent).toEqual(["/v1/me/audience"]);
});

test("who is not of age is told why they cannot be found", async () => {
  const refused = { title: "Conflict", detail: "Only who is of age may be shown.", status: 409, code: "adults_only", trace_id: "t" };
  const usual = fetch;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => init.method === "PUT" ? Promise.resolve(Response.json(refused, { status: 409 })) : usual(path, init));
  shown(<FoundByStreamers />);
  fireEvent.click(await screen.findByTestId("audience-matching"));
  expect(await screen.findByTestId("problem")).toBeTruthy();
  expect(screen.getByTestId<HTMLInputElement>("audience-matching").checked).toBe(false);
});
