// The frames of the room's socket, version 1: docs/asyncapi.json in types. Unknown fields and unknown kinds of frames are ignored.

export type Role = "streamer" | "moderator" | "viewer";
export interface Speaker { user_id: string; name: string; role: Role }

export interface Message {
  kind: "message";
  seq: number;
  id: string;
  at: string;
  by: Speaker;
  /** Empty once it was taken back. */
  text: string;
  removed?: boolean;
  session_id?: string | null;
  /** Milliseconds since the broadcast began. */
  offset_ms?: number | null;
}
export interface Removal { kind: "removal"; seq: number; at: string; message_id: string }
export type Entry = Message | Removal;

/** The entries after number `after` up to number `through`; `moving`: soon they come another way, which a new ticket names. */
export interface Stretch { entries: Entry[]; after: number; through: number; more?: boolean; moving?: boolean }

export interface Welcome extends Stretch { type: "welcome"; you?: Speaker | null; ping_seconds: number; reconnect_at: string; text_limit: number }
export interface Entries extends Stretch { type: "entries" }
export interface Ack { type: "ack"; ref: string; seq: number; message_id: string }
export interface Refusal { type: "refusal"; ref?: string | null; code: string; detail: string; retry_after?: number | null }
export interface Pong { type: "pong"; through: number }
export type ServerFrame = Welcome | Entries | Ack | Refusal | Pong;

export type ClientFrame =
  | { action: "join"; resume_from?: number }
  | { action: "send"; ref: string; text: string }
  | { action: "fetch"; after: number }
  | { action: "ping" };

export const TEXT_LIMIT = 500;

export const encoded = (frame: ClientFrame): string => JSON.stringify({ v: 1, ...frame });

const TYPES = ["welcome", "entries", "ack", "refusal", "pong"];

/** One frame of the server, or null when it is none that this version knows. */
export function decoded(text: unknown): ServerFrame | null {
  if (typeof text !== "string") return null;
  try {
    const frame: unknown = JSON.parse(text);
    const known = typeof frame === "object" && frame !== null && "type" in frame && TYPES.includes(String(frame.type));
    return known ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}

/** As many as the server counts: code points, not UTF-16 units. */
export const lengthOf = (text: string): number => Array.from(text.trim()).length;
