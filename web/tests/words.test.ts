// @vitest-environment node
import { expect, test } from "vitest";
import { nextPath } from "../src/app/session";
import { ffmpegLine, ingestAddress } from "../src/studio/ffmpeg_line";
import en from "../src/words/en";
import { clock, formatsFor } from "../src/words/format";
import ko from "../src/words/ko";

function paths(value: object, before = ""): string[] {
  return Object.entries(value).flatMap(([key, part]) => (typeof part === "object" && part !== null ? paths(part as object, `${before}${key}.`) : [`${before}${key}`]));
}

test("both languages say the same things, and none of them with nothing", () => {
  expect(paths(en).toSorted()).toEqual(paths(ko).toSorted());
  expect(JSON.stringify([en, ko])).not.toContain('""');
});

test("durations and ages read as people write them", () => {
  expect([7, 754, 3723, -1].map(clock)).toEqual(["0:07", "12:34", "1:02:03", "0:00"]);
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(formatsFor("ko").age("2026-11-21T11:00:00Z", now)).toBe("어제");
  expect(formatsFor("en").age("2026-11-22T09:00:00Z", now)).toBe("3 hours ago");
});

test("a sign-in leads back only into this site", () => {
  expect(nextPath("?next=%2Fstudio%2Fc-1")).toBe("/studio/c-1");
  for (const bad of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) expect(nextPath(`?next=${encodeURIComponent(bad)}`)).toBe("/");
});

test("the ffmpeg line holds the recommended values and one slash before the key", () => {
  const recommended = { video_codec: "H.264", keyframe_interval_seconds: 2, rate_control: "CBR", max_video_bitrate_kbps: 4500, audio_codec: "AAC", audio_bitrate_kbps: 160, resolution: "1280x720", framerate: 30, profile: "Main" };
  const line = ffmpegLine({ server: "", stream_key_masked: "", protocols: [], recommended }, "rtmp://127.0.0.1:1935/app/", "sk_1");
  expect(line).toContain("-g 60 ");
  expect(line).toContain("-b:v 4500k -maxrate 4500k");
  expect(line).toContain('"rtmp://127.0.0.1:1935/app/sk_1"');
  expect(ingestAddress("rtmp://h/app", "k")).toBe("rtmp://h/app/k");
});
