import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_FACTS } from "../src/chat/facts";
import type { RaidCame, RaidSent, Role } from "../src/chat/protocol";
import { GO_SECONDS } from "../src/chat/raid_offer";
import { RaidPlace } from "../src/chat/raid_place";
import type { ChatState } from "../src/chat/state";
import { SpeechProvider } from "../src/words";

const SENT: RaidSent = { kind: "raid", seq: 7, at: "2026-11-22T12:00:00Z", raid_id: "rad-1", to_room: "chn_there", name: "나래", viewers: 3 };
const CAME: RaidCame = { kind: "raided", seq: 8, at: "2026-11-22T12:00:00Z", raid_id: "rad-2", from_room: "chn_other", name: "다온", viewers: 9 };
let hidden = false;
let top = 0;

function shown(role: Role | null, parts: Partial<ChatState["facts"]>, enteredAt = 5) {
  const you = role && { user_id: "u", name: "소라", role };
  const state = { facts: { ...NO_FACTS, ...parts }, enteredAt, you } as ChatState;
  return render(<SpeechProvider><RaidPlace state={state} /></SpeechProvider>);
}
const pass = (seconds: number) => {
  for (let n = 0; n < seconds; n += 1) act(() => {
    vi.advanceTimersByTime(1000);
  });
};
const left = () => Number(screen.getByTestId("raid-offer").dataset.left);

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  history.replaceState(null, "", "/watch/live/chn_here");
  [hidden, top] = [false, 0];
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(() => new DOMRect(0, top, 300, 100));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test.each([null, "viewer", "subscriber"] as const)("a guest and a viewer go along when the time is over (%s)", (role) => {
  shown(role, { raid: SENT });
  pass(GO_SECONDS - 1);
  expect([left(), location.pathname]).toEqual([1, "/watch/live/chn_here"]);
  pass(1);
  expect(location.pathname).toBe("/watch/live/chn_there");
});

test("no time passes for who does not see it", () => {
  shown("viewer", { raid: SENT });
  hidden = true;
  pass(60);
  hidden = false;
  top = window.innerHeight + 10; // scrolled away
  pass(60);
  expect(left()).toBe(GO_SECONDS);
  top = 10;
  pass(3);
  expect(left()).toBe(GO_SECONDS - 3);
});

test("who stays, stays, and is not asked again after a reload", () => {
  const { unmount } = shown("viewer", { raid: SENT });
  act(() => screen.getByTestId("raid-stay").click());
  pass(60);
  expect([screen.queryByTestId("raid-offer"), location.pathname]).toEqual([null, "/watch/live/chn_here"]);
  unmount();
  shown("viewer", { raid: SENT });
  expect(screen.queryByTestId("raid-offer")).toBeNull();
});

test.each(["streamer", "moderator"] as const)("the room's house is told and not taken along (%s)", (role) => {
  shown(role, { raid: SENT });
  pass(60);
  expect(screen.getByTestId("raid-offer").dataset.left).toBeUndefined();
  expect(location.pathname).toBe("/watch/live/chn_here");
});

test("what was there before the room was entered is no news", () => {
  shown("viewer", { raid: SENT, raided: CAME }, 8);
  expect([screen.queryByTestId("raid-offer"), screen.queryByTestId("raid-welcome")]).toEqual([null, null]);
});

test("who comes is welcomed for a minute", () => {
  shown("viewer", { raided: CAME });
  expect(screen.getByTestId("raid-welcome").textContent).toContain("9");
  pass(61);
  expect(screen.queryByTestId("raid-welcome")).toBeNull();
});
