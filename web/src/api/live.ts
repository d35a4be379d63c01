import type { Health, LiveItem, Page, Playback, Session, Viewing } from "./contract";
import { at, json, nothing, query } from "./http";

export const liveNow = (cursor?: string | null) => json<Page<LiveItem>>("GET", `/v1/live${query({ cursor, limit: 50 })}`);
export const session = (id: string) => json<Session>("GET", `/v1/sessions/${at(id)}`);
/** Averages over `step` seconds each. */
export const health = (id: string, step: number) => json<Health>("GET", `/v1/sessions/${at(id)}/health${query({ step })}`);
export const livePlayback = (channelId: string) => json<Playback>("POST", "/v1/playback/live", { body: { channel_id: channelId } });

/** The broadcast of one channel, or null. The list's filter: a 404 every few seconds would fill the console while nothing is wrong. */
export async function liveOf(channelId: string): Promise<LiveItem | null> {
  const page = await json<Page<LiveItem>>("GET", `/v1/live${query({ channel: channelId, limit: 1 })}`);
  return page.items[0] ?? null;
}

const viewers = (sessionId: string) => `/v1/sessions/${at(sessionId)}/viewers`;
export const startViewing = (sessionId: string) => json<Viewing>("POST", viewers(sessionId), { body: {} });
export const keepViewing = (sessionId: string, viewingId: string, body: { position_seconds?: number; visible: boolean }) =>
  json<{ viewers: number }>("PUT", `${viewers(sessionId)}/${at(viewingId)}`, { body });
export const stopViewing = (sessionId: string, viewingId: string) =>
  nothing("DELETE", `${viewers(sessionId)}/${at(viewingId)}`, { keepalive: true });
