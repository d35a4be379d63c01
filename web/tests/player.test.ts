import { beforeEach, expect, test, vi } from "vitest";
import { rememberPosition, resumePosition } from "../src/player/resume";
import { tileAt, tilesOf } from "../src/player/sprite";
import { payloadOf, sentenceOf } from "../src/player/timed_events";
import { press } from "../src/player/use_shortcuts";

beforeEach(() => localStorage.clear());

test("thumbnails come from the sprite beside the track", () => {
  const tiles = tilesOf("WEBVTT\n\n00:00.000 --> 00:02.000\nsprite.jpg#xywh=0,0,160,90\n\n01:00:02.000 --> 01:00:04.000\r\nsprite.jpg#xywh=160,90,160,90\n", "https://x.example/vod/a/sprite.vtt?token=1");
  expect(tiles).toHaveLength(2);
  expect(tileAt(tiles, 1)).toMatchObject({ image: "https://x.example/vod/a/sprite.jpg", x: 0, y: 0 });
  expect(tileAt(tiles, 3603)).toMatchObject({ x: 160, y: 90, from: 3602 });
  expect(tileAt([], 1)).toBeNull();
});

test("a position is kept in the middle and forgotten at the end", () => {
  rememberPosition("a", 120.7, 600);
  rememberPosition("b", 3, 600);
  expect(resumePosition("a")).toBe(120);
  expect(resumePosition("b")).toBeNull();
  rememberPosition("a", 595, 600);
  expect(resumePosition("a")).toBeNull();
});

test("only the last fifty titles are remembered, and foreign text does no harm", () => {
  for (let n = 0; n < 60; n += 1) rememberPosition(`t${n}`, 100, 600);
  expect(resumePosition("t9")).toBeNull();
  expect(resumePosition("t59")).toBe(100);
  localStorage.setItem("madang.resume", "{nonsense");
  expect(resumePosition("t59")).toBeNull();
});

test("timed metadata is read from ID3 text frames and date ranges, as text or JSON", () => {
  const cue = (value: object) => ({ value }) as unknown as TextTrackCue;
  expect(payloadOf(cue({ key: "TXXX", data: "hello" }))).toBe("hello");
  expect(payloadOf(cue({ key: "X-PAYLOAD", data: "hi" }))).toBe("hi");
  expect(payloadOf(cue({ key: "PRIV", data: "timestamp" }))).toBeNull();
  expect(sentenceOf('{"kind":"note","text":"Next song"}')).toBe("Next song");
  expect(sentenceOf("plain")).toBe("plain");
});

test("the keys do what the help says, with a Korean layout too", () => {
  const video = { muted: false, volume: 0.95, currentTime: 2, duration: 100, seekable: { length: 1, end: () => 100 } } as unknown as HTMLVideoElement;
  const actions = { live: false, toggle: vi.fn(), help: vi.fn() };
  const frame = document.createElement("div");
  for (const key of [" ", "k", "ㅏ"]) expect(press(key, video, frame, actions)).toBe(true);
  expect(actions.toggle).toHaveBeenCalledTimes(3);
  press("m", video, frame, actions);
  expect(video.muted).toBe(true);
  press("ArrowLeft", video, frame, actions);
  expect(video.currentTime).toBe(0);
  press("5", video, frame, actions);
  expect(video.currentTime).toBe(50);
  press("ArrowUp", video, frame, actions);
  expect(video.volume).toBe(1);
  press("?", video, frame, actions);
  expect(actions.help).toHaveBeenCalledOnce();
  expect(press("x", video, frame, actions)).toBe(false);
});
