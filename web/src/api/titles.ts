import type { Page, PartTarget, Playback, Title, TitleDetail, Upload, UploadedPart, UploadType } from "./contract";
import { at, json, nothing, query } from "./http";

export interface TitleFilter { type?: string | undefined; channel?: string | undefined; q?: string | undefined }

export const titles = (filter: TitleFilter, cursor: string | null, limit = 24) =>
  json<Page<Title>>("GET", `/v1/titles${query({ ...filter, cursor, limit })}`);
/** The owner's view: titles in every state, with their progress. */
export const channelTitles = (channelId: string, cursor: string | null, limit = 24) =>
  json<Page<TitleDetail>>("GET", `/v1/channels/${at(channelId)}/titles${query({ cursor, limit })}`);
export const title = (id: string) => json<TitleDetail>("GET", `/v1/titles/${at(id)}`);
export const changeTitle = (id: string, change: { name?: string; description?: string }) =>
  json<TitleDetail>("PATCH", `/v1/titles/${at(id)}`, { body: change });
export const deleteTitle = (id: string) => nothing("DELETE", `/v1/titles/${at(id)}`);
export const titlePlayback = (id: string) => json<Playback>("POST", "/v1/playback/titles", { body: { title_id: id } });

export interface NewUpload { name: string; type: UploadType; file_name: string; size_bytes: number; content_type: string; channel_id: string }

export const startUpload = (body: NewUpload) => json<Upload>("POST", "/v1/uploads", { body });
export const partTargets = (id: string, parts: { number: number; sha256_base64: string }[], signal: AbortSignal) =>
  json<{ parts: PartTarget[] }>("POST", `/v1/uploads/${at(id)}/parts`, { body: { parts }, signal });
export const completeUpload = (id: string, parts: UploadedPart[]) => json<Title>("POST", `/v1/uploads/${at(id)}/complete`, { body: { parts } });
export const cancelUpload = (id: string) => nothing("DELETE", `/v1/uploads/${at(id)}`);
