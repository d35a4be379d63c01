// Development only.
import { caller } from "./identity.ts";
import { Refusal, type Ask, type Router } from "./http.ts";
import { channels, metadata, newId, sessions, titles, type ChannelRow, type SessionRow } from "./world.ts";

const STEP_UP_MS = 30_000; // the product allows ten minutes; shorter here, so that the dialog can be seen
const PROVISION_MS = 3000;
const REPLAY_MS = 12_000;

function settle(row: ChannelRow): ChannelRow {
  if (row.state === "provisioning" && Date.now() > row.readyAt) row.state = "ready";
  return row;
}

export function mine(ask: Ask): ChannelRow {
  const row = channels.get(ask.params.id ?? "");
  const person = caller(ask);
  if (row?.owner !== person.id) throw new Refusal(404, "channel_not_found", "채널을 찾을 수 없습니다", "없는 채널이거나 당신의 채널이 아닙니다.");
  return settle(row);
}

const settings = ({ id, name, owner_name, state, latency_mode, recording, state_reason, created_at }: ChannelRow) => ({ id, name, owner_name, state, latency_mode, recording, state_reason, created_at });

export function endSession(session: SessionRow, row: ChannelRow): void {
  session.state = "ended";
  session.ended_at = new Date().toISOString();
  session.duration_seconds = Math.round((Date.now() - Date.parse(session.started_at)) / 1000);
  row.live = false;
  if (row.recording.mode === "disposable") return;
  const source = titles.get("t-1");
  if (!source) return;
  const id = newId("t");
  session.title_id = id;
  session.title_state = "processing";
  titles.set(id, { ...source, id, name: session.title, channel_id: row.id, channel_name: row.name, state: "processing", published_at: null, duration_seconds: session.duration_seconds, progress_percent: 0, readyAt: Date.now() + REPLAY_MS });
}

export function startSession(row: ChannelRow): void {
  const id = newId("s");
  row.live = true;
  sessions.set(id, { session_id: id, channel_id: row.id, title: row.name, state: "live", started_at: new Date().toISOString(), ended_at: null, duration_seconds: null, peak_viewers: 3, title_id: null, title_state: null, recorded: row.recording.mode === "keep", viewers: 1, starved: false, thumbnail: 2 });
}

export function channelRoutes(router: Router): void {
  router.on("POST", "/v1/channels", (ask) => {
    const person = caller(ask);
    if (!person.groups.includes("streamer")) throw new Refusal(403, "forbidden", "방송인만 만들 수 있습니다", "계정 화면에서 방송인 약관에 동의하세요.");
    if (String(ask.body.name).length < 2) throw new Refusal(422, "invalid_payload", "입력을 확인하세요", "한 칸이 맞지 않습니다.", [{ pointer: "/name", detail: "두 글자 이상이어야 합니다." }]);
    const id = newId("c");
    const row: ChannelRow = { id, name: String(ask.body.name), owner: person.id, owner_name: person.name, state: "provisioning", live: false, latency_mode: ask.body.latency_mode === "normal" ? "normal" : "low", recording: ask.body.recording as ChannelRow["recording"], state_reason: null, created_at: new Date().toISOString(), key: `sk_mock_${id}_3nT9wZ1cR5`, readyAt: Date.now() + PROVISION_MS };
    channels.set(id, row);
    return { status: 202, body: settings(row) };
  });
  router.on("GET", "/v1/me/channels", (ask) => ({ body: { items: [...channels.values()].filter((row) => row.owner === caller(ask).id).map(settle).map(settings), next_cursor: null } }));
  router.on("GET", "/v1/channels/:id", ({ params }) => {
    const row = channels.get(params.id ?? "");
    if (!row) throw new Refusal(404, "channel_not_found", "채널을 찾을 수 없습니다", "없는 채널입니다.");
    const { id, name, owner_name, state } = settle(row);
    return { body: { id, name, owner_name, state } };
  });
  router.on("GET", "/v1/channels/:id/settings", (ask) => ({ body: settings(mine(ask)) }));
  router.on("PATCH", "/v1/channels/:id", (ask) => {
    const row = Object.assign(mine(ask), { name: ask.body.name, recording: ask.body.recording });
    return { body: settings(row) };
  });
  router.on("DELETE", "/v1/channels/:id", (ask) => {
    channels.delete(mine(ask).id);
    return {};
  });
  router.on("GET", "/v1/channels/:id/ingest", (ask) => {
    const row = mine(ask);
    return { body: { server: "rtmps://ingest.mock.example:443/app/", stream_key_masked: `${row.key.slice(0, 4)}••••••••••••${row.key.slice(-2)}`, protocols: [{ name: "rtmps", url: "rtmps://ingest.mock.example:443/app/" }, { name: "rtmp", url: "rtmp://ingest.mock.example:1935/app/" }], recommended: { video_codec: "H.264", keyframe_interval_seconds: 2, rate_control: "CBR", max_video_bitrate_kbps: 4500, audio_codec: "AAC", audio_bitrate_kbps: 160, resolution: "1280x720", framerate: 30, profile: "main" } } };
  });
  router.on("POST", "/v1/channels/:id/stream-key/reveal", (ask) => {
    const row = mine(ask);
    if (Date.now() - caller(ask).signedInAt > STEP_UP_MS) throw new Refusal(403, "step_up_required", "다시 로그인해 주세요", "로그인한 지 오래되었습니다.");
    return { body: { stream_key: row.key } };
  });
  router.on("POST", "/v1/channels/:id/stream-key/rotate", (ask) => {
    const row = mine(ask);
    row.key = `sk_mock_${row.id}_${Math.random().toString(36).slice(2, 14)}`;
    for (const session of sessions.values()) if (session.channel_id === row.id && session.state === "live") endSession(session, row);
    return { body: { stream_key: row.key } };
  });
  router.on("GET", "/v1/channels/:id/obs-profile", (ask) => ({ body: { name: mine(ask).name, server: "mock" } }));
  router.on("GET", "/v1/channels/:id/sessions", (ask) => ({ body: { items: [...sessions.values()].filter((one) => one.channel_id === mine(ask).id).map(sessionView).reverse(), next_cursor: null } }));
  router.on("POST", "/v1/channels/:id/timed-metadata", (ask) => {
    metadata.push({ channel: mine(ask).id, at: Date.now(), payload: String(ask.body.payload) });
    return { status: 202, body: {} };
  });
  router.on("POST", "/v1/channels/:id/stop", (ask) => {
    const row = mine(ask);
    for (const session of sessions.values()) if (session.channel_id === row.id && session.state === "live") endSession(session, row);
    return { status: 202, body: {} };
  });
  // Not in the contract: stands for OBS pressing "Start Streaming", and for a stranger pressing stop.
  router.on("POST", "/mock/start/:id", ({ params }) => {
    const row = channels.get(params.id ?? "");
    if (row) startSession(row);
    return {};
  });
  router.on("POST", "/mock/end/:id", ({ params }) => {
    const session = [...sessions.values()].find((one) => one.channel_id === params.id && one.state === "live");
    const row = channels.get(params.id ?? "");
    if (session && row) endSession(session, row);
    return {};
  });
}

export function sessionView({ session_id, state, started_at, ended_at, duration_seconds, peak_viewers, title_id, recorded }: SessionRow) {
  const title = titles.get(title_id ?? "");
  return { session_id, state, started_at, ended_at, duration_seconds, peak_viewers, title_id, recorded, title_state: title ? stateOf(title.readyAt, title.state) : null };
}

export function stateOf<State>(readyAt: number, state: State): State | "published" {
  return state === "processing" && Date.now() > readyAt ? "published" : state;
}
