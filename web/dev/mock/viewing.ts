// Development only: who is live, who watches, the catalogue, uploads, playback.
import { createHash } from "node:crypto";
import { mine, sessionView } from "./channels.ts";
import { Refusal, type Router } from "./http.ts";
import { caller } from "./identity.ts";
import { channels, newId, sessions, titles, type TitleRow } from "./world.ts";

const PART = 5 * 1024 * 1024;
const MAKE_MS = 30_000;
const uploads = new Map<string, { title: string; parts: Map<number, string> }>();

function settled(row: TitleRow): TitleRow {
  if (row.state !== "processing") return row;
  const left = row.readyAt - Date.now();
  if (left < MAKE_MS) row.progress_percent = Math.max(0, Math.min(100, 100 - (left / MAKE_MS) * 100));
  if (left < 0) Object.assign(row, { state: "published", published_at: new Date().toISOString(), progress_percent: 100 });
  return row;
}

const summary = ({ id, type, name, channel_id, channel_name, state, duration_seconds, published_at, thumbnail_url, reason, reason_code, note }: TitleRow) => ({ id, type, name, channel_id, channel_name, state, duration_seconds, published_at, thumbnail_url, reason, reason_code, note });
const detail = (row: TitleRow) => ({ ...summary(row), description: row.description, session_id: row.session_id, progress_percent: row.progress_percent, renditions: row.renditions, sprite: row.sprite });
const soon = () => new Date(Date.now() + 600_000).toISOString();

function find(id: string | undefined): TitleRow {
  const row = titles.get(id ?? "");
  if (!row) throw new Refusal(404, "title_not_found", "영상을 찾을 수 없습니다", "없는 영상입니다.");
  return settled(row);
}

function live(router: Router): void {
  router.on("GET", "/v1/live", ({ query }) => ({ body: { items: [...sessions.values()].filter((one) => one.state === "live" && (!query.get("channel") || one.channel_id === query.get("channel"))).map((one) => ({ session_id: one.session_id, channel_id: one.channel_id, channel_name: channels.get(one.channel_id)?.name ?? "", title: one.title, started_at: one.started_at, viewers: one.viewers, thumbnail_url: `/media/stills/${one.thumbnail}.jpg` })), next_cursor: null } }));
  router.on("GET", "/v1/sessions/:id", ({ params }) => {
    const row = sessions.get(params.id ?? "");
    if (!row) throw new Refusal(404, "session_not_found", "Not found", "No such broadcast.");
    return { body: sessionView(row) };
  });
  router.on("GET", "/v1/sessions/:id/health", ({ params }) => ({ body: { starved: sessions.get(params.id ?? "")?.starved ?? false, samples: Array.from({ length: 40 }, (_, n) => ({ at: new Date(Date.now() - (40 - n) * 5000).toISOString(), video_bitrate_bps: 4_200_000 + Math.sin(n / 3) * 250_000 + (n % 7) * 40_000, audio_bitrate_bps: 158_000 + (n % 3) * 900, framerate: n === 22 ? 24 : 30, keyframe_interval_seconds: 2 })) } }));
  router.on("POST", "/v1/sessions/:id/viewers", ({ params }) => {
    const row = sessions.get(params.id ?? "");
    if (row?.state !== "live") throw new Refusal(409, "not_live", "Not live", "The broadcast is over.");
    return { status: 201, body: { viewing_id: newId("v"), heartbeat_seconds: 5, viewers: (row.viewers += 1) } };
  });
  router.on("PUT", "/v1/sessions/:id/viewers/:viewing", ({ params }) => ({ body: { viewers: sessions.get(params.id ?? "")?.viewers ?? 0 } }));
  router.on("DELETE", "/v1/sessions/:id/viewers/:viewing", ({ params }) => {
    const row = sessions.get(params.id ?? "");
    if (row) row.viewers -= 1;
    return {};
  });
  router.on("POST", "/v1/playback/live", ({ body }) => ({ body: { url: `/media/live/${String(body.channel_id)}/master.m3u8?token=mock`, expires_at: soon() } }));
}

function catalogue(router: Router): void {
  router.on("GET", "/v1/titles", ({ query }) => {
    const all = [...titles.values()].map(settled).filter((row) => {
      return row.state === "published" && (!query.get("type") || row.type === query.get("type")) && (!query.get("channel") || row.channel_id === query.get("channel")) && row.name.includes(query.get("q") ?? "");
    }).sort((a, b) => (b.published_at ?? "9").localeCompare(a.published_at ?? "9"));
    const from = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 24);
    return { body: { items: all.slice(from, from + limit).map(summary), next_cursor: from + limit < all.length ? String(from + limit) : null } };
  });
  router.on("GET", "/v1/titles/:id", ({ params }) => ({ body: detail(find(params.id)) }));
  router.on("GET", "/v1/channels/:id/titles", (ask) => ({ body: { items: [...titles.values()].filter((row) => row.channel_id === mine(ask).id).map(settled).map(detail), next_cursor: null } }));
  router.on("PATCH", "/v1/titles/:id", ({ params, body }) => ({ body: Object.assign(find(params.id), body) }));
  router.on("DELETE", "/v1/titles/:id", ({ params }) => {
    titles.delete(find(params.id).id);
    return {};
  });
  router.on("POST", "/v1/playback/titles", () => ({ headers: { "set-cookie": "CloudFront-Policy=mock; Path=/media; HttpOnly" }, body: { url: "/media/vod/master.m3u8", expires_at: soon() } }));
}

function uploading(router: Router): void {
  router.on("POST", "/v1/uploads", (ask) => {
    const person = caller(ask);
    const row = mine({ ...ask, params: { id: String(ask.body.channel_id) } });
    const id = newId("t");
    const source = titles.get("t-2") as TitleRow;
    titles.set(id, { ...source, id, name: String(ask.body.name), type: ask.body.type as TitleRow["type"], channel_id: row.id, channel_name: row.name, state: "uploading", published_at: null, thumbnail_url: null, duration_seconds: null, description: person.name, progress_percent: 0 });
    const upload = newId("up");
    uploads.set(upload, { title: id, parts: new Map() });
    return { status: 201, body: { upload_id: upload, title_id: id, part_size_bytes: PART, part_count: Math.max(1, Math.ceil(Number(ask.body.size_bytes) / PART)), expires_at: soon() } };
  });
  router.on("POST", "/v1/uploads/:id/parts", ({ params, body }) => ({ body: { parts: (body.parts as { number: number; sha256_base64: string }[]).map((part) => ({ number: part.number, url: `/mock/store/${params.id ?? ""}/${part.number}`, headers: { "x-amz-checksum-sha256": part.sha256_base64 } })) } }));
  router.on("PUT", "/mock/store/:id/:number", async ({ params, request }) => {
    const hash = createHash("sha256");
    for await (const chunk of request) hash.update(chunk as Buffer);
    await new Promise((done) => setTimeout(done, 400));
    if (hash.digest("base64") !== request.headers["x-amz-checksum-sha256"]) return { status: 400, body: "checksum" };
    return { body: "", headers: { etag: `"part-${params.number ?? ""}"` } };
  });
  router.on("POST", "/v1/uploads/:id/complete", ({ params, body }) => {
    const upload = uploads.get(params.id ?? "");
    const row = find(upload?.title);
    if (!Array.isArray(body.parts) || body.parts.some((part: { etag: string }) => !part.etag)) throw new Refusal(422, "invalid_payload", "Parts missing", "A part has no ETag.");
    Object.assign(row, { state: "processing", readyAt: Date.now() + MAKE_MS });
    return { status: 202, body: summary(row) };
  });
  router.on("DELETE", "/v1/uploads/:id", ({ params }) => {
    titles.delete(uploads.get(params.id ?? "")?.title ?? "");
    return {};
  });
}

export function viewing(router: Router): void {
  live(router);
  catalogue(router);
  uploading(router);
}

