import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropTokens, keepTokens } from "../src/api/tokens";
import { ListFiguresPanel } from "../src/office/lists/list_figures";
import { ModelsPanel } from "../src/office/lists/models_panel";
import { TagsPanel } from "../src/office/lists/tags_panel";
import { SpeechProvider } from "../src/words";

const figures = { lists: 40, fallback_share: 0, clicks_a_list: 1, play_share: 0.5, seconds_to_first_play: 90, browsed_before_play: 3, stars_after: 4, provider_click_share: 0.1 };
const days = [["2026-11-01", 120, 6], ["2026-11-02", null, null], ["2026-11-03", 60, 2.5]].map(([day, seconds, browsed]) => ({ ...figures, day, seconds_to_first_play: seconds, browsed_before_play: browsed }));
const progress = [
  { name: "satisfaction_up_by", target: 0.2, baseline: 3, actual: 4, up_by: 0.3333, reached: true },
  { name: "subscription_conversion_up_by", target: 0.15, baseline: null, actual: 0.1, up_by: null, reached: null },
];
const model = { version: "v1", state: "champion", trained_at: "2026-11-01T10:00:00Z", changed_at: "2026-11-01T10:00:00Z", reason: null, invocations: 0, failures: 0, metrics: { models: {}, hyperparameters: { seed: 7, fewest_people: 50 } } };
let providers: object[] = [];

beforeEach(() => {
  localStorage.setItem("madang.locale", "en");
  keepTokens({ access_token: "a", refresh_token: "r", expires_in: 3600, token_type: "Bearer" });
  providers = [{ provider: "haru", visits: 4, visitors: 2, converted: 1, conversion: 0.5 }];
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(Response.json(
    path.includes("/partners") ? { first: "a", last: "b", providers }
      : path.includes("/models/") ? { kind: "title", champion: "v1", challenger: null, mode: "none", share: 0, stale: false, training: null, items: [model] }
        : { first: "a", last: "b", bases: [{ ...figures, kind: "title", basis: "history" }], days, targets: {}, progress },
  )));
});
afterEach(() => {
  cleanup();
  dropTokens();
  vi.unstubAllGlobals();
});

const shown = (page: React.ReactNode) => render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><SpeechProvider>{page}</SpeechProvider></QueryClientProvider>);

test("how long people look is a line of the days on which something was played", async () => {
  shown(<ListFiguresPanel />);
  const seconds = await screen.findByTestId("trend-seconds");
  expect(seconds.textContent).toContain("60 s");
  expect(seconds.querySelector(".spark-line")?.getAttribute("d")?.match(/[ML]/g), "two days, no zero between them").toEqual(["M", "L"]);
  const drawing = seconds.querySelector("svg") as SVGSVGElement;
  drawing.getBoundingClientRect = () => ({ left: 0, width: 100 }) as DOMRect;
  fireEvent.pointerMove(drawing, { clientX: 0 });
  expect(seconds.textContent).toContain("120 s");
  expect(seconds.textContent).toContain("Nov 1, 2026");
  expect(screen.getByTestId("trend-browsed").textContent).toContain("2.5");
});

test("targets stand beside what is reached, and services beside who came and stayed", async () => {
  shown(<ListFiguresPanel />);
  const targets = await screen.findAllByTestId("list-target");
  expect(targets.map((one) => one.dataset["reached"])).toEqual(["true", "null"]);
  expect(targets[0]?.textContent).toContain("+20%");
  expect(targets[1]?.textContent).toContain("Not known yet");
  expect((await screen.findByTestId("partner")).textContent).toBe("haru42150%");
});

test("where nobody went to a service it says so", async () => {
  providers = [];
  shown(<ListFiguresPanel />);
  expect((await screen.findByTestId("partners")).textContent).not.toContain("haru");
  expect(await screen.findByText("Nobody went to a service.")).toBeTruthy();
});

test("a model shows what it was trained with", async () => {
  shown(<ModelsPanel />);
  expect((await screen.findByTestId("hyperparameters")).textContent).toBe("seed 7, fewest_people 50");
});

test("what an item is about is shown with confidence and source, corrected with a reason, and taken back", async () => {
  const told = { kind: "title", item_id: "ttl_1", name: "Noodles", tags: [{ name: "music", confidence: 0.5, source: "words of the name" }], genres: ["music"], corrected_by: null, corrected_at: null };
  const sent: { method: string; path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ method: init.method ?? "", path, body: init.body ? JSON.parse(init.body as string) : null });
    return Promise.resolve(Response.json(init.method === "PUT" ? { ...told, genres: ["food", "travel"], corrected_by: "me", corrected_at: "2026-11-01T10:00:00Z" } : told));
  });
  shown(<TagsPanel />);
  fireEvent.change(screen.getByTestId("tags-id"), { target: { value: " ttl_1 " } });
  fireEvent.click(screen.getByTestId("tags-read"));
  expect((await screen.findByTestId("tag")).textContent).toBe("music50%words of the name");
  fireEvent.change(screen.getByTestId("tags-genres"), { target: { value: "food, travel, food" } });
  fireEvent.click(screen.getByTestId("tags-save"));
  expect(await screen.findByTestId("tags-reason-error")).toBeTruthy();
  fireEvent.change(screen.getByTestId("tags-reason"), { target: { value: "It is about noodles" } });
  fireEvent.click(screen.getByTestId("tags-save"));
  fireEvent.click(await screen.findByTestId("tags-drop"));
  await waitFor(() => expect(screen.queryByTestId("tags-corrected")).toBeNull());
  expect(sent.map((one) => [one.method, one.body])).toEqual([["GET", null], ["PUT", { genres: ["food", "travel"], reason: "It is about noodles" }], ["DELETE", null]]);
  expect(new Set(sent.map((one) => one.path))).toEqual(new Set(["/v1/backoffice/recommendations/items/title/ttl_1/tags"]));
});
