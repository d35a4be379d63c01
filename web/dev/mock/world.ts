// Development only: a small believable world, kept in memory.
import type { ChannelSettings, Session, TitleDetail, TitleType } from "../../src/api/contract.ts";

export interface Person { id: string; email: string; password: string; name: string; locale: "ko" | "en"; groups: string[]; confirmed: boolean; signedInAt: number }
export interface ChannelRow extends ChannelSettings { live: boolean; owner: string; key: string; readyAt: number }
export interface SessionRow extends Session { started_at: string; channel_id: string; title: string; viewers: number; starved: boolean; thumbnail: number }
export interface TitleRow extends TitleDetail { readyAt: number; doomed?: boolean }

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const still = (n: number) => `/media/stills/${n % 6}.jpg`;

export const people = new Map<string, Person>();
export const access = new Map<string, { user: string; until: number }>();
export const refresh = new Map<string, string>();
export const channels = new Map<string, ChannelRow>();
export const sessions = new Map<string, SessionRow>();
export const titles = new Map<string, TitleRow>();
export const metadata: { channel: string; at: number; payload: string }[] = [];

people.set("u-1", { id: "u-1", email: "yuna@example.com", password: "Courtyard-1!", name: "송유나", locale: "ko", groups: ["viewer", "streamer"], confirmed: true, signedInAt: now });
people.set("u-2", { id: "u-2", email: "viewer@example.com", password: "Courtyard-1!", name: "Min", locale: "en", groups: ["viewer"], confirmed: true, signedInAt: now });

function channel(id: string, name: string, owner: string, ownerName: string, live: boolean) {
  channels.set(id, { id, name, owner, owner_name: ownerName, state: "ready", live, latency_mode: "low", recording: { mode: "keep", retention_days: 30 }, state_reason: null, created_at: ago(60 * 24 * 40), key: `sk_mock_${id}_8fK2pQ7xL0vB`, readyAt: 0 });
}
channel("c-pansori", "소리마당", "u-1", "송유나", true);
channel("c-market", "새벽 장터", "u-8", "김도현", true);
channel("c-lab", "Hanji Lab", "u-9", "Jaewon Lee", true);
channel("c-quiet", "별 헤는 밤", "u-1", "송유나", false);

function session(id: string, channelId: string, title: string, minutes: number, viewers: number, thumbnail: number) {
  sessions.set(id, { session_id: id, channel_id: channelId, title, state: "live", started_at: ago(minutes), ended_at: null, duration_seconds: null, peak_viewers: viewers + 40, title_id: null, title_state: null, recorded: true, viewers, starved: false, thumbnail });
}
session("s-1", "c-pansori", "춘향가 완창 — 세 번째 마당", 47, 1284, 0);
session("s-2", "c-market", "오늘 딴 감귤, 산지에서 바로", 18, 312, 3);
session("s-3", "c-lab", "Dyeing paper with persimmon: questions welcome", 96, 87, 5);

const NAMES: [TitleType, string, string, string, number, number][] = [
  ["live", "춘향가 완창 — 두 번째 마당", "c-pansori", "소리마당", 5423, 60 * 25], ["video", "단청의 다섯 빛깔을 칠하다", "c-lab", "Hanji Lab", 1260, 60 * 30],
  ["music", "해금 산조, 중모리", "c-pansori", "소리마당", 412, 60 * 52], ["podcast", "장터 사람들 12회: 소금 굽는 집", "c-market", "새벽 장터", 2810, 60 * 70],
  ["live", "Making a moon jar, start to finish", "c-lab", "Hanji Lab", 7201, 60 * 96], ["video", "How hanji is made in five minutes", "c-lab", "Hanji Lab", 318, 60 * 120],
  ["live", "귤 따는 날, 서귀포에서", "c-market", "새벽 장터", 3310, 60 * 170], ["music", "밤길 (거문고와 첼로)", "c-quiet", "별 헤는 밤", 255, 60 * 200],
];
for (let n = 0; n < 40; n += 1) {
  const [type, name, channelId, channelName, seconds, minutes] = NAMES[n % NAMES.length] ?? NAMES[0] ?? ["video", "", "", "", 0, 0];
  const id = `t-${n + 1}`;
  titles.set(id, {
    id, type, name: n < 8 ? name : `${name} · ${Math.floor(n / 8) + 1}`, channel_id: channelId, channel_name: channelName, state: "published", duration_seconds: seconds, published_at: ago(minutes + n * 180),
    thumbnail_url: type === "music" ? null : still(n), reason: null, reason_code: null, note: n === 6 ? "방송이 두 번 끊겨 12초가 빠져 있습니다." : null, readyAt: 0,
    description: "마당에 둘러앉아 듣는 소리 한 판.\n고수 이태백, 소리 송유나. 중간에 막걸리 한 잔 쉬는 시간이 있습니다.", session_id: null, progress_percent: 100, renditions: [{ height: 720 }, { height: 480 }, { height: 360 }],
    sprite: { image_url: "/media/vod/sprite.jpg", vtt_url: "/media/vod/sprite.vtt" },
  });
}
titles.set("t-busy", { ...(titles.get("t-2") as TitleRow), id: "t-busy", channel_id: "c-pansori", name: "무대 뒤 이야기", state: "processing", published_at: null, thumbnail_url: null, progress_percent: 62, readyAt: Number.MAX_SAFE_INTEGER });
titles.set("t-bad", { ...(titles.get("t-2") as TitleRow), id: "t-bad", channel_id: "c-pansori", name: "리허설 녹화", state: "failed", published_at: null, thumbnail_url: null, duration_seconds: null, reason_code: "silent_audio", reason: "소리가 처음부터 끝까지 없습니다 (1시간 2분). 마이크가 꺼져 있었는지 확인하세요." });

let last = 100;
export const newId = (kind: string): string => `${kind}-${(last += 1)}`;

export const TERMS = {
  version: "2026-11", streamer_version: "2026-11-s",
  text_ko: "# 함께 쓰는 마당\n\n마당은 모두의 자리입니다. 서로를 존중하고, 남의 것을 허락 없이 올리지 않습니다.\n\n# 개인정보\n\n이메일과 이름만 저장하며, 계정을 지우면 함께 지웁니다.",
  text_en: "# A shared courtyard\n\nThe courtyard belongs to everyone. Respect each other and upload nothing that is not yours.\n\n# Personal data\n\nWe keep your email and name only, and delete them with your account.",
};
