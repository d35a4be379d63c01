import type { Message, Pinned, Poll, Rules } from "../chat/protocol";
import type { Page } from "./contract";
import { at, json, nothing, query } from "./http";

/** The name of what was done, in the room's audit log. */
export interface Done { action_id: string }

export interface Review {
  message: Message;
  /** waiting: nobody has seen it. shown: it is in the talk, and doubted. */
  state: "waiting" | "shown";
  reasons: string[];
  /** 0 to 1: how likely it is abusive. */
  score: number;
  language: string;
  /** -1 to 1. */
  sentiment: number;
}

export interface Sanctioned { user_id: string; name: string; banned: boolean; timeout_until: string | null }

export interface Appeal {
  text: string;
  at: string;
  state: "open" | "granted" | "refused";
  answered_by: string | null;
  answered_at: string | null;
  answer: string | null;
}

/** `before` and `after` are what it changed, in the form of its kind. The person concerned is not told who acted. */
export interface Action {
  id: string;
  kind: string;
  actor_id: string | null;
  reason: string;
  at: string;
  subject_id: string | null;
  subject_name: string | null;
  message_id: string | null;
  before: unknown;
  after: unknown;
  undoes: string | null;
  undone_by: string | null;
  appeal: Appeal | null;
}

/** `banned_in` are rooms whose bans this one follows. */
export interface Standing { role: string; banned: boolean; banned_in?: { room_id: string; name: string }[]; timeout_until: string | null; follows: boolean; subscribed_until: string | null; badges: string[]; actions: Action[] }
export interface Room { id: string; owner_id: string; name: string; rules: Rules; pinned: Pinned | null; shares_bans: boolean }
export interface RoomSettings { rules: Rules; terms: string[]; moderators: string[]; ban_lists: string[]; shares_bans: boolean; raids: "everyone" | "asks" | "nobody"; trusted_rooms: string[] }

export interface Minute { at: string; messages: number; chatters: number; sentiment: number }
/** Minutes in which nobody spoke are not there; `complete` is false while old messages are still being counted. */
export interface Statistics { minutes: Minute[]; messages: number; chatters: number; sentiment: number; words: { word: string; messages: number }[]; complete: boolean }

export interface NewPoll { question: string; options: string[]; seconds: number; answer: number | null }

const room = (id: string) => `/v1/rooms/${at(id)}`;

export const showRoom = (id: string) => json<Room>("GET", room(id));
export const roomSettings = (id: string) => json<RoomSettings>("GET", `${room(id)}/settings`);
export const setRules = (id: string, rules: Rules, reason: string) => json<Done>("PUT", `${room(id)}/rules`, { body: { rules, reason } });
export const setTerms = (id: string, terms: string[]) => json<Done>("PUT", `${room(id)}/terms`, { body: { terms } });
export const appoint = (id: string, userId: string) => json<Done>("PUT", `${room(id)}/moderators/${at(userId)}`);
export const dismiss = (id: string, userId: string) => json<Done>("DELETE", `${room(id)}/moderators/${at(userId)}`);
export const shareBans = (id: string, shared: boolean) => json<Done>("PUT", `${room(id)}/shared-bans`, { body: { shared } });
export const followBans = (id: string, rooms: string[]) => json<Done>("PUT", `${room(id)}/ban-lists`, { body: { rooms } });

/** `seq` is the message's number in the log: without it only one of the last day is found. */
export const pin = (id: string, messageId: string, seq: number) => json<Done>("PUT", `${room(id)}/pin`, { body: { message_id: messageId, seq } });
export const unpin = (id: string) => json<Done>("DELETE", `${room(id)}/pin`);
export const removeMessage = (id: string, messageId: string, seq: number, reason: string) => nothing("DELETE", `${room(id)}/messages/${at(messageId)}${query({ reason, seq })}`);

export const queue = async (id: string) => (await json<{ items: Review[] }>("GET", `${room(id)}/queue`)).items;
export const decide = (id: string, messageId: string, approve: boolean, reason: string) =>
  json<Done>("POST", `${room(id)}/queue/${at(messageId)}`, { body: { approve, reason } });

export const sanctioned = async (id: string) => (await json<{ items: Sanctioned[] }>("GET", `${room(id)}/sanctions`)).items;
export const ban = (id: string, userId: string, reason: string) => json<Done>("PUT", `${room(id)}/sanctions/${at(userId)}`, { body: { measure: "ban", reason } });
export const timeOut = (id: string, userId: string, seconds: number, reason: string) =>
  json<Done>("PUT", `${room(id)}/sanctions/${at(userId)}`, { body: { measure: "timeout", seconds, reason } });
export const lift = (id: string, userId: string, reason: string) => json<Done>("DELETE", `${room(id)}/sanctions/${at(userId)}${query({ reason })}`);

const action = (id: string, actionId: string) => `${room(id)}/actions/${at(actionId)}`;
export const actions = (id: string, cursor: string | null) => json<Page<Action>>("GET", `${room(id)}/actions${query({ cursor, limit: 30 })}`);
export const undo = (id: string, actionId: string, reason: string) => json<Done>("POST", `${action(id, actionId)}/undo`, { body: { reason } });
export const appeal = (id: string, actionId: string, text: string) => nothing("POST", `${action(id, actionId)}/appeal`, { body: { text } });
export const answerAppeal = (id: string, actionId: string, grant: boolean, reason: string) =>
  nothing("POST", `${action(id, actionId)}/answer`, { body: { grant, reason } });

export const myStanding = (id: string) => json<Standing>("GET", `${room(id)}/standing`);
export const statistics = (id: string, since: string, until: string) => json<Statistics>("GET", `${room(id)}/statistics${query({ since, until })}`);

export const openPoll = (id: string, poll: NewPoll) => json<Poll>("POST", `${room(id)}/polls`, { body: poll });
export const countPoll = (id: string, pollId: string) => json<{ poll: Poll; votes: number[] }>("GET", `${room(id)}/polls/${at(pollId)}`);
export const endPoll = (id: string, pollId: string) => nothing("POST", `${room(id)}/polls/${at(pollId)}/end`);
