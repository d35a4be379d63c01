// What a room wants done, and what it tells its app.
import type { ClientFrame, Entry, Send, Vote, Welcome } from "./frames.ts";

/** A frame of the app's own that is answered by its ref. */
export type Question = Send | Vote;

export type News =
  /** `anew`: what was known of the log before is void. */
  | { news: "welcome"; anew: boolean; frame: Welcome }
  /** In the order of their numbers, each once. */
  | { news: "entries"; entries: readonly Entry[] }
  /** `held`: it waits for a moderator, and nobody else sees it. */
  | { news: "acknowledged"; ref: string; held: boolean }
  | { news: "voted"; ref: string }
  /** Not carried out, and not tried again; without a ref it concerns no single message. `retry_after` in seconds. */
  | { news: "refused"; ref: string | null; code: string; detail: string; retry_after: number | null }
  /** The room goes to AppSync Events: soon a new ticket is asked for, whose `events` say where. */
  | { news: "moving" }
  /** Without a socket until the next attempt; `code` is why the last one was closed. */
  | { news: "away"; code: number }
  /** The ticket function said that this person is let in no more. */
  | { news: "shut_out" };

/** Sockets are lines numbered 1, 2, 3 …; to open one begins with a ticket. */
export type Deed =
  | { deed: "open"; line: number }
  | { deed: "send"; line: number; frame: { v: 1 } & ClientFrame }
  | { deed: "close"; line: number }
  | { deed: "report"; news: News };
