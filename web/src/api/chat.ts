import type { Channel } from "../chat/listener";
import type { Entry } from "../chat/protocol";
import { at, json, nothing, query } from "./http";
import { hasSession } from "./tokens";

/** Lets one connection in, within a minute. */
export interface Ticket { url: string; ticket: string; events?: Channel | null }
export interface History { entries: Entry[]; through: number; more: boolean }

const room = (id: string) => `/v1/rooms/${at(id)}`;

/** As the signed-in person, else as a guest, who reads only. */
export const roomTicket = (roomId: string) =>
  hasSession() ? json<Ticket>("POST", `${room(roomId)}/tickets`) : json<Ticket>("POST", `${room(roomId)}/guest-tickets`, { anonymous: true });

/** The room's log after number `after`, oldest first; at most 200 entries. With a session, what was said in it among so many. */
export const roomHistory = (roomId: string, after: number, limit: number, session: string | null) =>
  json<History>("GET", `${room(roomId)}/entries${query({ after, limit, session })}`, { anonymous: true });

export const takeBack = (roomId: string, messageId: string, seq: number) => nothing("DELETE", `${room(roomId)}/messages/${at(messageId)}${query({ seq })}`);
