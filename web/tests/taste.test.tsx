import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { ForYou } from "../src/taste/for_you";
import { Rating } from "../src/taste/rating";
import TastePage from "../src/taste/taste_page";
import { openedFrom, tell } from "../src/taste/telling";
import { useStayed, useWatched } from "../src/taste/use_watched";
import { ToastProvider } from "../src/ui/toasts";
import { SpeechProvider } from "../src/words";
import en from "../src/words/en";

const NOBODY = { survey: [], survey_at: null, gender: null, age_band: null, demographics: false, providers: [], region: null, time_zone: "UTC", low_confidence: true };
const OFFER = { provider: "haru", way: "subscription", url: "https://haru.example/1", owned: true, checked_at: "2026-11-20T00:00:00Z" };
const film = (n: number, more: object = {}) => ({ kind: "title", id: `film-${n}`, name: `Film ${n}`, genres: ["Drama"], year: 2000 + n, channel_id: null, live: false, score: 1, reason: { code: "because", text: "Because you took up Film 9", because: [] }, offers: [OFFER], ...more });
const list = (items: unknown[], more: object = {}) => ({ request_id: "rec_1", basis: "history", low_confidence: false, fallback: false, stale: false, model_version: "v", items, next_cursor: null, ...more });
const choices = { items: Array.from({ length: 14 }, (_, n) => ({ id: `film-${n}`, name: `Film ${n}`, year: 2000, genres: ["Drama"] })), min_items: 10 };
const calls: { method: string; path: string; body: unknown }[] = [];
let answers: Record<string, unknown> = {};
let refused = ""; // a method
const withoutIds = (key: string, value: unknown) => (key === "told_id" ? undefined : value); // another one each time

beforeEach(() => {
  localStorage.setItem("madang.locale", "en");
  sessionStorage.clear();
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  calls.length = 0;
  refused = "";
  answers = {
    "/v1/me/taste": NOBODY, "/v1/me/survey": { titles: [], low_confidence: false }, "/v1/me/deeds": { kept: 1, unknown: [] },
    "/v1/survey/titles?limit=60": choices, "/v1/services": { owned: [], open: [], advice: [], nowhere: [] }, "/v1/people/suggested": { items: [] },
    "/v1/me/taste/profile": { interests: [], hours: Array.from({ length: 24 }, () => 0), best_hour: null, time_zone: "UTC", deeds: 0 },
    "/v1/recommendations/channels?limit=12": list([]), "/v1/recommendations/products?limit=12": list([]), "/v1/recommendations/titles?limit=12": list([film(1), film(2)]),
  };
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    calls.push({ method: init.method ?? "", path, body: init.body ? JSON.parse(init.body as string, withoutIds) : null });
    if (init.method === refused) return Promise.resolve(Response.json({ title: "t", detail: "d", status: 500, code: "none", trace_id: "t" }, { status: 500 }));
    if (init.method === "PUT" && path.includes("not-interested")) return Promise.resolve(new Response(null, { status: 204 }));
    if (init.method === "DELETE") return Promise.resolve(new Response(null, { status: 204 }));
    return Promise.resolve(path in answers ? Response.json(answers[path]) : Response.json({ title: "t", detail: "d", status: 404, code: "none", trace_id: "t" }, { status: 404 }));
  });
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const shown = (page: React.ReactNode) => render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><SpeechProvider><ToastProvider>{page}</ToastProvider></SpeechProvider></QueryClientProvider>);
const sent = (method: string, part: string) => calls.filter((call) => call.method === method && call.path.includes(part));

test("a survey is sent whole from ten titles on, and before that only on purpose", async () => {
  shown(<TastePage />);
  const cards = await screen.findAllByTestId("survey-choice");
  expect(screen.getByTestId<HTMLButtonElement>("survey-send").disabled).toBe(true);
  for (const card of cards.slice(0, 9)) fireEvent.click(card);
  expect(screen.getByTestId("survey-counter").textContent).toBe("9 of 10");
  expect(screen.getByTestId("survey-send").textContent).toContain("anyway");
  for (const card of cards.slice(9, 10)) fireEvent.click(card);
  expect(screen.getByTestId("survey-send").textContent).toBe("Show my list");
  fireEvent.click(cards[0] as HTMLElement);
  fireEvent.click(screen.getByTestId("survey-send"));
  await waitFor(() => expect(sent("POST", "/survey")[0]?.body).toEqual({ titles: Array.from({ length: 9 }, (_, n) => `film-${n + 1}`), partial: true }));
});

test("a list shows reasons and services, and what is not wanted goes and comes back", async () => {
  shown(<ForYou />);
  const cards = await screen.findAllByTestId("suggestion");
  expect(cards.map((card) => card.dataset["itemId"])).toEqual(["film-1", "film-2"]);
  expect(cards[0]?.textContent).toContain("Because you took up Film 9");
  expect(screen.getAllByTestId("offer")[0]?.dataset["owned"]).toBe("true");
  fireEvent.click(screen.getAllByTestId("not-interested")[0] as HTMLElement);
  await waitFor(() => expect(screen.getAllByTestId("suggestion")).toHaveLength(1));
  expect(sent("PUT", "/not-interested/titles/film-1")).toHaveLength(1);
  fireEvent.click(screen.getByTestId("undo-drop"));
  await waitFor(() => expect(screen.getAllByTestId("suggestion")).toHaveLength(2));
  expect(sent("DELETE", "/not-interested/titles/film-1")).toHaveLength(1);
  expect(screen.queryByTestId("list-products"), "no empty rows").toBeNull();
});

test("an undoing that could not be told is said, and can be tried again", async () => {
  shown(<ForYou />);
  await screen.findAllByTestId("suggestion");
  fireEvent.click(screen.getAllByTestId("not-interested")[0] as HTMLElement);
  await waitFor(() => expect(screen.getAllByTestId("suggestion")).toHaveLength(1));
  refused = "DELETE";
  fireEvent.click(screen.getByTestId("undo-drop"));
  await waitFor(() => expect(screen.getByTestId("toasts").textContent).not.toBe(""));
  expect(screen.getAllByTestId("suggestion"), "still away").toHaveLength(1);
  refused = "";
  fireEvent.click(screen.getByTestId("undo-drop"));
  await waitFor(() => expect(screen.getAllByTestId("suggestion")).toHaveLength(2));
});

test("a service is named once however many regions it has a film in", async () => {
  const complaint = vi.spyOn(console, "error");
  answers["/v1/recommendations/titles?limit=12"] = list([film(1, { offers: [OFFER, { ...OFFER, url: "https://haru.example/fr" }, { ...OFFER, way: "rent", owned: false }] })]);
  shown(<ForYou />);
  await screen.findAllByTestId("suggestion");
  expect(screen.getAllByTestId("offer").map((one) => one.getAttribute("href"))).toEqual([OFFER.url, OFFER.url]);
  expect(complaint).not.toHaveBeenCalled();
});

test("who is little known is told so, and led to the survey", async () => {
  answers["/v1/recommendations/titles?limit=12"] = list([film(1)], { basis: "popularity", low_confidence: true, fallback: true });
  shown(<ForYou />);
  expect((await screen.findByTestId("unsure")).querySelector("a")?.getAttribute("href")).toBe("/taste");
});

test("age and gender are sent only with consent", async () => {
  answers["/v1/me/taste"] = { ...NOBODY, survey: [{ id: "film-1", name: "Film 1" }] };
  shown(<TastePage />);
  fireEvent.change(await screen.findByTestId("taste-region"), { target: { value: "kr" } });
  fireEvent.click(screen.getByTestId("taste-save"));
  await waitFor(() => expect(sent("PUT", "/taste")).toHaveLength(1));
  expect(sent("PUT", "/taste")[0]?.body).toMatchObject({ region: "KR", demographics: false });
  expect(sent("PUT", "/taste")[0]?.body).not.toHaveProperty("gender");
  fireEvent.click(screen.getByTestId("taste-consent"));
  fireEvent.change(screen.getByTestId("taste-age"), { target: { value: "7" } });
  fireEvent.click(screen.getByTestId("taste-save"));
  expect((await screen.findByTestId("taste-age-error")).textContent).toContain("14");
  fireEvent.change(screen.getByTestId("taste-age"), { target: { value: "31" } });
  fireEvent.click(screen.getByTestId("taste-gender-F"));
  fireEvent.click(screen.getByTestId("taste-save"));
  await waitFor(() => expect(sent("PUT", "/taste")[1]?.body).toMatchObject({ demographics: true, gender: "F", age: 31 }));
});

test("watching is told once it was two minutes, with the list it came of, and jumps are no watching", async () => {
  openedFrom("title", "ttl-1", "rec_7");
  const watched = renderHook(() => useWatched("title", "ttl-1"));
  act(() => watched.result.current(0, 3600));
  act(() => watched.result.current(1800, 3600));
  expect(sent("POST", "/deeds")).toHaveLength(0);
  for (let second = 1800; second <= 1925; second += 1) act(() => watched.result.current(second, 3600));
  await waitFor(() => expect(sent("POST", "/deeds")).toHaveLength(1));
  expect(sent("POST", "/deeds")[0]?.body).toEqual({ deeds: [{ kind: "title", item_id: "ttl-1", verb: "watched", minutes: 2, request_id: "rec_7" }] });
});

test("a rating is told with its stars, and by nobody who is not signed in", async () => {
  const { unmount } = shown(<Rating titleId="ttl-1" />);
  fireEvent.click(screen.getByTestId("star-4"));
  await waitFor(() => expect(sent("POST", "/deeds")[0]?.body).toEqual({ deeds: [{ kind: "title", item_id: "ttl-1", verb: "rated", stars: 4 }] }));
  expect(screen.getByTestId("star-3").getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByTestId("star-5").getAttribute("aria-pressed")).toBe("false");
  unmount();
  dropTokens();
  shown(<Rating titleId="ttl-1" />);
  expect(screen.queryByTestId("rating")).toBeNull();
});

test("what could not be told is told once more, and nobody notices", async () => {
  delete answers["/v1/me/deeds"];
  await tell({ kind: "title", item_id: "x", verb: "liked" }, 1);
  expect(sent("POST", "/deeds")).toHaveLength(2);
});

test("a film opens at the best service, which is looking at it and going there, in this order and by name", async () => {
  shown(<ForYou />);
  const [card] = await screen.findAllByTestId("suggestion-open");
  expect(card?.getAttribute("href")).toBe(OFFER.url);
  card?.addEventListener("click", (event) => event.preventDefault());
  fireEvent.click(card as HTMLElement);
  const of = { kind: "title", item_id: "film-1", request_id: "rec_1" };
  await waitFor(() => expect(sent("POST", "/deeds")[0]?.body).toEqual({ deeds: [{ ...of, verb: "clicked" }, { ...of, verb: "went_to_provider", provider: "haru" }] }));
});

test("what cannot be taken back stays away, and says so", async () => {
  shown(<ForYou />);
  fireEvent.click((await screen.findAllByTestId("not-interested"))[0] as HTMLElement);
  const answer = globalThis.fetch;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => (init.method === "DELETE" ? Promise.reject(new TypeError("offline")) : answer(path, init)));
  fireEvent.click(await screen.findByTestId("undo-drop"));
  await waitFor(() => expect(document.body.textContent).toContain(en.problems.unknownDetail));
  expect(screen.getAllByTestId("suggestion")).toHaveLength(1);
  expect(screen.queryByTestId("undo-drop"), "it can be tried again").not.toBeNull();
});

test("a broadcast tells the minutes that were in sight, each once", async () => {
  vi.useFakeTimers();
  const told = () => sent("POST", "/deeds").map((call) => (call.body as { deeds: { minutes: number }[] }).deeds[0]?.minutes);
  const { unmount } = renderHook(() => useStayed("chn_1"));
  await vi.advanceTimersByTimeAsync(115_000);
  expect(told()).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told()).toEqual([2]);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  await vi.advanceTimersByTimeAsync(900_000);
  vi.restoreAllMocks();
  expect(told(), "behind another tab").toEqual([2]);
  await vi.advanceTimersByTimeAsync(720_000);
  expect(told()).toEqual([2, 10]);
  unmount();
  await vi.advanceTimersByTimeAsync(0);
  expect(told(), "the rest, when one leaves").toEqual([2, 10, 2]);
});

test("at the end of a title only what came since is told", async () => {
  const watched = renderHook(() => useWatched("title", "ttl-1"));
  for (let second = 0; second <= 420; second += 1) act(() => watched.result.current(second, 3600));
  watched.unmount();
  await waitFor(() => expect(sent("POST", "/deeds").map((call) => (call.body as { deeds: { minutes: number }[] }).deeds[0]?.minutes)).toEqual([2, 5]));
});
