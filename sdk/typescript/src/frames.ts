// Generated from docs/asyncapi.json by sdk/generate.mjs (make sdk); schemas 37f26d5c2ec21902c98d266c12910393556f11d233f52265c124f7517d5e8f16

export type Frame = ClientFrame | ServerFrame;
export type ClientFrame = Join | Send | Fetch | Vote | Ping;
export type ServerFrame = Welcome | Entries | Ack | Voted | Refusal | Pong;
export type Entry =
  | Message
  | PinChange
  | PollClosed
  | PollEnded
  | PollOpened
  | ProductRecommended
  | RaidSent
  | RaidCame
  | Removal
  | Restoration
  | RulesChange
  | Sanction
  | Translations;

/**
 * The first frame. With `resume_from` what came after that entry is sent, else the newest entries.
 */
export interface Join {
  v?: 1;
  action: "join";
  resume_from?: number | null;
  /**
   * Has what is said translated for everybody, for twenty minutes; of guests nothing is kept
   */
  translate_to?: ("ko" | "en" | "zh" | "zh-TW" | "ja" | "es" | "fr" | "de" | "id" | "th" | "vi" | "pt") | null;
}
/**
 * Says something. The same `ref` of the same person again is the same message, never a second one.
 */
export interface Send {
  v?: 1;
  action: "send";
  /**
   * The client's own name of its frame
   */
  ref: string;
  text: string;
  /**
   * Ids of people whom the text calls by @name. Who has not spoken in the room is passed over, but for its streamer and moderators; so is whose name the text does not have
   *
   * @maxItems 5
   */
  mentions?: string[];
}
/**
 * Asks for what is missing: the entries after `after`, oldest first.
 */
export interface Fetch {
  v?: 1;
  action: "fetch";
  after: number;
}
/**
 * Chooses in the poll that is open; a person has one vote, and it stays.
 */
export interface Vote {
  v?: 1;
  action: "vote";
  /**
   * The client's own name of its frame
   */
  ref: string;
  poll_id: string;
  /**
   * Its place in the list of options, from 0
   */
  option: number;
}
/**
 * With `translate_to` the translation goes on for who stays, and begins for who asks for it later.
 */
export interface Ping {
  v?: 1;
  action: "ping";
  /**
   * Has what is said translated for everybody, for twenty minutes; of guests nothing is kept
   */
  translate_to?: ("ko" | "en" | "zh" | "zh-TW" | "ja" | "es" | "fr" | "de" | "id" | "th" | "vi" | "pt") | null;
}
/**
 * The answer to `join`.
 */
export interface Welcome {
  type: "welcome";
  v?: 1;
  room: string;
  /**
   * Absent for guests, who read only
   */
  you?: Person | null;
  rules: Rules;
  pinned?: Pinned | null;
  /**
   * The poll that is open
   */
  poll?: Poll | null;
  untranslated?: Untranslated | null;
  /**
   * Of your own words what waits for a moderator
   */
  held?: Waiting[] | null;
  entries: Entry[];
  after: number;
  through: number;
  /**
   * There are newer ones: fetch
   */
  more?: boolean;
  ping_seconds?: number;
  reconnect_at: string;
  text_limit?: number;
}
export interface Person {
  user_id: string;
  name: string;
  role: "streamer" | "moderator" | "subscriber" | "viewer";
  /**
   * Names of the room's badges, for the client to draw
   */
  badges?: string[];
}
/**
 * Who may speak and how often; the streamer and moderators always may.
 */
export interface Rules {
  /**
   * Between two messages of one person
   */
  slow_seconds?: number;
  audience?: "everyone" | "followers" | "subscribers";
  /**
   * approval: a message with a link waits for a moderator
   */
  links?: "allowed" | "approval";
}
/**
 * A message as it stands above the talk.
 */
export interface Pinned {
  message_id: string;
  text: string;
  by: Person;
  emotes?: Emote[] | null;
}
/**
 * A picture of the room's; the text has it as `:code:`.
 */
export interface Emote {
  code: string;
  url: string;
}
/**
 * A question with options. In a quiz one of them is right, and which one is told at the end.
 */
export interface Poll {
  id: string;
  question: string;
  options: string[];
  quiz: boolean;
  closes_at: string;
}
/**
 * What this room does without for now.
 */
export interface Untranslated {
  /**
   * Between these nobody translates here
   */
  pairs?: Pair[];
  /**
   * When the characters of the day were used up
   */
  paused_until?: string | null;
}
export interface Pair {
  /**
   * The language of messages; auto, where it was not recognised
   */
  source: string;
  locale: "ko" | "en" | "zh" | "zh-TW" | "ja" | "es" | "fr" | "de" | "id" | "th" | "vi" | "pt";
}
export interface Waiting {
  message_id: string;
  text: string;
}
export interface Message {
  kind: "message";
  seq: number;
  id: string;
  at: string;
  by: Person;
  /**
   * Empty once it was taken back
   */
  text: string;
  removed?: boolean;
  session_id?: string | null;
  /**
   * Since the broadcast began, for danmaku on its replay
   */
  offset_ms?: number | null;
  /**
   * Pictures to draw in the place of their codes
   */
  emotes?: Emote[] | null;
  mentions?: Mention[] | null;
  /**
   * By language; `text` is the original
   */
  translations?: {
    [k: string]: string;
  } | null;
}
/**
 * Somebody whom the text calls `@name`.
 */
export interface Mention {
  user_id: string;
  name: string;
}
/**
 * A message is put above the talk; without one, what stood there is taken down.
 */
export interface PinChange {
  kind: "pin";
  seq: number;
  at: string;
  pinned?: Pinned | null;
}
/**
 * What was chosen, counted on the server, a person once.
 */
export interface PollClosed {
  kind: "poll_closed";
  seq: number;
  at: string;
  poll: Poll;
  /**
   * Of each option
   */
  votes: number[];
  /**
   * The right option of a quiz
   */
  answer?: number | null;
}
/**
 * Before its time: votes count no more, the result follows in a moment.
 */
export interface PollEnded {
  kind: "poll_ended";
  seq: number;
  at: string;
  poll: Poll;
}
export interface PollOpened {
  kind: "poll_opened";
  seq: number;
  at: string;
  poll: Poll;
}
/**
 * A product that this channel sells is much asked about just now. `offset_ms` places it on the broadcast.
 */
export interface ProductRecommended {
  kind: "product_recommended";
  seq: number;
  at: string;
  product_id: string;
  name: string;
  /**
   * What moved it: what is said, or how many watch
   */
  reason: "talk" | "audience";
  session_id: string;
  /**
   * Since the broadcast began
   */
  offset_ms?: number | null;
}
/**
 * Another room takes this one's viewers: who is asked by his client may go there, nobody is moved by the server.
 */
export interface RaidSent {
  kind: "raid";
  seq: number;
  at: string;
  raid_id: string;
  to_room: string;
  /**
   * Of the other channel
   */
  name: string;
  /**
   * In this room when the raid was taken, counted on the server
   */
  viewers: number;
}
/**
 * This room takes the viewers of another one.
 */
export interface RaidCame {
  kind: "raided";
  seq: number;
  at: string;
  raid_id: string;
  from_room: string;
  /**
   * Of the other channel
   */
  name: string;
  /**
   * In the other room when the raid was taken, counted on the server
   */
  viewers: number;
}
/**
 * A message is taken back; who shows it must stop.
 */
export interface Removal {
  kind: "removal";
  seq: number;
  at: string;
  message_id: string;
}
/**
 * A message that was taken back is shown again, where it stood.
 */
export interface Restoration {
  kind: "restoration";
  seq: number;
  at: string;
  message: Message;
}
export interface RulesChange {
  kind: "rules";
  seq: number;
  at: string;
  rules: Rules;
}
/**
 * Somebody may not speak: until `until`, or at all; or may again. Why is told to him and to moderators only.
 */
export interface Sanction {
  kind: "sanction";
  seq: number;
  at: string;
  user_id: string;
  name: string;
  measure: "ban" | "timeout" | "lifted";
  until?: string | null;
}
/**
 * What was said, in languages that somebody in the room asked for. The originals stay.
 */
export interface Translations {
  kind: "translations";
  seq: number;
  at: string;
  items: Translation[];
  /**
   * What is new of it
   */
  untranslated?: Untranslated | null;
}
export interface Translation {
  message_id: string;
  locale: "ko" | "en" | "zh" | "zh-TW" | "ja" | "es" | "fr" | "de" | "id" | "th" | "vi" | "pt";
  text: string;
}
/**
 * New entries, in order; several in one frame when many are said at once.
 */
export interface Entries {
  type: "entries";
  room: string;
  entries: Entry[];
  after: number;
  through: number;
  /**
   * There are newer ones: fetch
   */
  more?: boolean;
  /**
   * Soon entries come another way: ask for a new ticket in a minute
   */
  moving?: boolean;
}
/**
 * The message is in the room's log, as `seq`; without one it waits for a moderator, and nobody else sees it.
 */
export interface Ack {
  type: "ack";
  /**
   * The client's own name of its frame
   */
  ref: string;
  seq?: number | null;
  message_id: string;
  held?: boolean;
}
/**
 * The vote counts. The same answer for the same choice again.
 */
export interface Voted {
  type: "voted";
  /**
   * The client's own name of its frame
   */
  ref: string;
  poll_id: string;
  option: number;
}
/**
 * The frame was not carried out; `code` never changes its meaning.
 */
export interface Refusal {
  type: "refusal";
  ref?: string | null;
  code: string;
  detail: string;
  /**
   * Seconds
   */
  retry_after?: number | null;
}
export interface Pong {
  type: "pong";
  /**
   * The newest entry's number: who has less fetches
   */
  through: number;
}

export type Locale = "ko" | "en" | "zh" | "zh-TW" | "ja" | "es" | "fr" | "de" | "id" | "th" | "vi" | "pt";

/** The kinds of entries that this version knows. */
export const KINDS: ReadonlySet<string> = new Set(["message","pin","poll_closed","poll_ended","poll_opened","product_recommended","raid","raided","removal","restoration","rules","sanction","translations"]);
