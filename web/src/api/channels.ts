import type { Channel, ChannelSettings, Ingest, LatencyMode, Page, Recording, Session } from "./contract";
import { answer, at, json, nothing, query, versioned, type Versioned } from "./http";

export interface NewChannel { name: string; latency_mode: LatencyMode; recording: Recording }

export const createChannel = (body: NewChannel) => json<Channel>("POST", "/v1/channels", { body });
export const myChannels = (cursor?: string | null) => json<Page<ChannelSettings>>("GET", `/v1/me/channels${query({ cursor })}`);
export const channel = (id: string) => json<Channel>("GET", `/v1/channels/${at(id)}`);
export const channelSettings = (id: string) => versioned<ChannelSettings>(`/v1/channels/${at(id)}/settings`);

export const changeChannel = (id: string, change: Partial<Pick<NewChannel, "name" | "recording">>, current: Versioned<ChannelSettings>) =>
  json<ChannelSettings>("PATCH", `/v1/channels/${at(id)}`, { body: change, ifMatch: current.etag });

export const deleteChannel = (id: string) => nothing("DELETE", `/v1/channels/${at(id)}`);

export const ingest = (id: string) => json<Ingest>("GET", `/v1/channels/${at(id)}/ingest`);
export const revealKey = (id: string) => json<{ stream_key: string }>("POST", `/v1/channels/${at(id)}/stream-key/reveal`);
export const rotateKey = (id: string) => json<{ stream_key: string }>("POST", `/v1/channels/${at(id)}/stream-key/rotate`);
export const obsProfile = async (id: string) => (await answer("GET", `/v1/channels/${at(id)}/obs-profile`)).blob();

export const channelSessions = (id: string, cursor?: string | null) =>
  json<Page<Session>>("GET", `/v1/channels/${at(id)}/sessions${query({ cursor, limit: 20 })}`);
export const sendTimedMetadata = (id: string, payload: string) => nothing("POST", `/v1/channels/${at(id)}/timed-metadata`, { body: { payload } });
export const stopBroadcast = (id: string) => nothing("POST", `/v1/channels/${at(id)}/stop`);
