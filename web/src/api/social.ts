import type { Done } from "./moderation";
import { at, json, nothing } from "./http";

/** What one room asks of another. `viewers` of the asking room, once it is accepted. */
export interface Raid {
  id: string;
  from_room: string;
  from_name: string;
  to_room: string;
  to_name: string;
  note: string;
  asked_at: string;
  expires_at: string;
  state: "open" | "accepted" | "refused" | "cancelled";
  viewers: number | null;
}
export interface Raids { incoming: Raid[]; outgoing: Raid[] }
export type TakesRaids = "everyone" | "asks" | "nobody";

export type EmoteAudience = "everyone" | "subscribers";
export interface RoomEmote { code: string; audience: EmoteAudience; url: string }
/** `reason` of one that was refused. */
export interface EmoteDraft { code: string; audience: EmoteAudience; state: "uploading" | "checking" | "ready" | "refused"; reason: string; url: string | null }
interface EmoteUpload { code: string; url: string; headers: Record<string, string> }

const room = (id: string) => `/v1/rooms/${at(id)}`;

export const openRaids = (id: string) => json<Raids>("GET", `${room(id)}/raids`);
export const askRaid = (id: string, toRoom: string, note: string) => json<Raid>("POST", `${room(id)}/raids`, { body: { to_room: toRoom, note } });
export const answerRaid = (id: string, raidId: string, accept: boolean) => json<Raid>("POST", `${room(id)}/raids/${at(raidId)}/answer`, { body: { accept } });
export const cancelRaid = (id: string, raidId: string) => nothing("DELETE", `${room(id)}/raids/${at(raidId)}`);
export const setRaidRules = (id: string, raids: TakesRaids, trusted: string[]) => json<Done>("PUT", `${room(id)}/raid-rules`, { body: { raids, trusted_rooms: trusted } });

export const roomEmotes = async (id: string) => (await json<{ items: RoomEmote[] }>("GET", `${room(id)}/emotes`, { anonymous: true })).items;
export const allEmotes = async (id: string) => (await json<{ items: EmoteDraft[] }>("GET", `${room(id)}/emotes/all`)).items;
export const deleteEmote = (id: string, code: string) => nothing("DELETE", `${room(id)}/emotes/${at(code)}`);

export interface NewEmote { code: string; audience: EmoteAudience; content_type: string; size_bytes: number; sha256_base64: string }
export const beginEmote = (id: string, emote: NewEmote) => json<EmoteUpload>("POST", `${room(id)}/emotes`, { body: emote });
export const completeEmote = (id: string, code: string) => json<EmoteDraft>("POST", `${room(id)}/emotes/${at(code)}/complete`);
