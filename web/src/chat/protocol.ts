// The frames of the room's socket, version 1: docs/asyncapi.json in types. Unknown fields, kinds of frames and kinds of entries are ignored.

export type Role = "streamer" | "moderator" | "subscriber" | "viewer";
export interface Speaker { user_id: string; name: string; role: Role; badges?: string[] }

/** A picture of the room's; the text has it as `:code:`. */
export interface Emote { code: string; url: string }
/** Somebody whom the text calls `@name`. */
export interface Mention { user_id: string; name: string }

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
  emotes?: Emote[] | null;
  mentions?: Mention[] | null;
  /** By language; `text` is the original. */
  translations?: Partial<Record<Locale, string>> | null;
}

export type Locale = "ko" | "en" | "zh" | "zh-TW" | "ja" | "es" | "fr" | "de" | "id" | "th" | "vi" | "pt";
/** What is not to be had: between pairs nobody translates, and after `paused_until` it goes on. `auto` is a language that was not recognised. */
export interface Untranslated { pairs?: { source: string; locale: Locale }[]; paused_until?: string | null }

export interface Rules { slow_seconds: number; audience: "everyone" | "followers" | "subscribers"; links: "allowed" | "approval" }
export interface Pinned { message_id: string; text: string; by: Speaker; emotes?: Emote[] | null }
/** In a quiz one option is right; which one is told at the end. */
export interface Poll { id: string; question: string; options: string[]; quiz: boolean; closes_at: string }

interface Numbered { seq: number; at: string }
export interface Removal extends Numbered { kind: "removal"; message_id: string }
/** A message that was taken back stands again where it stood. */
export interface Restoration extends Numbered { kind: "restoration"; message: Message }
/** Somebody may not speak until `until`, or at all; or may again. */
export interface Sanction extends Numbered { kind: "sanction"; user_id: string; name: string; measure: "ban" | "timeout" | "lifted"; until?: string | null }
export interface RulesChange extends Numbered { kind: "rules"; rules: Rules }
export interface PinChange extends Numbered { kind: "pin"; pinned?: Pinned | null }
export interface PollOpened extends Numbered { kind: "poll_opened"; poll: Poll }
/** Before its time: votes count no more, the result follows. */
export interface PollEnded extends Numbered { kind: "poll_ended"; poll: Poll }
/** `votes` of each option; `answer` is the place of a quiz's right one. */
export interface PollClosed extends Numbered { kind: "poll_closed"; poll: Poll; votes: number[]; answer?: number | null }
/** Another room takes this one's viewers. `viewers` of the room that they leave. */
export interface RaidSent extends Numbered { kind: "raid"; raid_id: string; to_room: string; name: string; viewers: number }
/** This room takes those of another one. */
export interface RaidCame extends Numbered { kind: "raided"; raid_id: string; from_room: string; name: string; viewers: number }
export interface Translations extends Numbered { kind: "translations"; items: { message_id: string; locale: Locale; text: string }[]; untranslated?: Untranslated | null }
/** A product that this channel sells is asked about just now; `offset_ms` since the broadcast began. */
export interface ProductRecommended extends Numbered { kind: "product_recommended"; product_id: string; name: string; reason: "talk" | "audience"; session_id: string; offset_ms?: number | null }
export type Entry = Message | Removal | Restoration | Sanction | RulesChange | PinChange | PollOpened | PollEnded | PollClosed | RaidSent | RaidCame | Translations | ProductRecommended;

/** The entries after number `after` up to number `through`; `moving`: soon they come another way, which a new ticket names. */
export interface Stretch { entries: Entry[]; after: number; through: number; more?: boolean; moving?: boolean }

export interface Welcome extends Stretch { type: "welcome"; you?: Speaker | null; rules?: Rules; pinned?: Pinned | null; poll?: Poll | null; untranslated?: Untranslated | null; held?: { message_id: string; text: string }[] | null; ping_seconds: number; reconnect_at: string; text_limit: number }
export interface Entries extends Stretch { type: "entries" }
/** Without `seq` the message waits for a moderator, and nobody else sees it. */
export interface Ack { type: "ack"; ref: string; seq?: number | null; message_id: string; held?: boolean }
export interface Voted { type: "voted"; ref: string; poll_id: string; option: number }
/** `retry_after` in seconds. */
export interface Refusal { type: "refusal"; ref?: string | null; code: string; detail: string; retry_after?: number | null }
export interface Pong { type: "pong"; through: number }
export type ServerFrame = Welcome | Entries | Ack | Voted | Refusal | Pong;

export type ClientFrame =
  | { action: "join"; resume_from?: number; translate_to?: Locale }
  | { action: "send"; ref: string; text: string; mentions?: readonly string[] }
  | { action: "fetch"; after: number }
  | { action: "vote"; ref: string; poll_id: string; option: number }
  | { action: "ping"; translate_to?: Locale };

export const TEXT_LIMIT = 500;

const wish = (language: Locale | null) => (language === null ? {} : { translate_to: language });

/** Comes in, from where it was left if that is known; the room has what is said translated into `language`. */
export const joining = (resumeFrom: number | null, language: Locale | null): ClientFrame => ({ action: "join", ...(resumeFrom === null ? {} : { resume_from: resumeFrom }), ...wish(language) });
export const pinging = (language: Locale | null): ClientFrame => ({ action: "ping", ...wish(language) });

export const encoded = (frame: ClientFrame): string => JSON.stringify({ v: 1, ...frame });

const TYPES = ["welcome", "entries", "ack", "voted", "refusal", "pong"];

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

export const mayModerate = (you: Speaker | null | undefined): boolean => you?.role === "streamer" || you?.role === "moderator";

/** As many as the server counts: code points, not UTF-16 units. */
export const lengthOf = (text: string): number => Array.from(text.trim()).length;
