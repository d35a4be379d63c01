import type { Facts } from "./facts";
import type { Channel } from "./listener";
import type { Unsent } from "./outbox";
import type { Entry, Locale, Message, Speaker, Welcome } from "./protocol";

export interface SocketLike {
  send: (text: string) => void;
  close: () => void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: never) => void) | null;
}

/** Everything outside: the ticket's request, the socket, the clock in milliseconds, chance. */
export interface Outside {
  /** Fails with `isBan` where the room lets this person in no more. */
  ticket: () => Promise<{ url: string; ticket: string; events?: Channel | null }>;
  isBan: (failure: unknown) => boolean;
  open: (address: string, protocols?: string[]) => SocketLike;
  now: () => number;
  /** Runs it once after so many milliseconds; what it answers calls that off. */
  later: (run: () => void, ms: number) => () => void;
  random: () => number;
  /** The reader's, into which what is said is to be translated. */
  language: () => Locale | null;
  newRef: () => string;
}

/** `until` is when it may be tried again, in milliseconds since the epoch. */
export interface Refused { text: string; code: string; detail: string; until: number | null }

/** Said here, and waiting for a moderator: nobody else sees it. */
export interface Held { id: string; text: string }

/** The reader's own choice; `code` is why it does not count. */
export interface Ballot { ref: string; pollId: string; option: number; state: "sending" | "counted" | "refused"; code: string | null }

/** What a page shows. A new object whenever something changed. */
export interface ChatState {
  /** banned: nothing is tried any more until somebody wakes it. */
  status: "connecting" | "open" | "waiting" | "banned";
  /** Null for a guest, undefined before the room has said. */
  you: Speaker | null | undefined;
  messages: readonly Message[];
  unsent: readonly Unsent[];
  held: readonly Held[];
  facts: Facts;
  ballot: Ballot | null;
  refused: Refused | null;
  textLimit: number;
  /** The newest entry that was there when the room was entered: what comes later is new. */
  enteredAt: number;
}

/** A timeout that was lifted refuses no more. */
export function stillRefused({ refused, you }: Pick<ChatState, "refused" | "you">, fresh: readonly Entry[]): Refused | null {
  const lifted = fresh.some((entry) => entry.kind === "sanction" && entry.measure === "lifted" && entry.user_id === you?.user_id);
  return lifted && refused?.code === "timed_out" ? null : refused;
}

/** What waits by the room's own account, with what was said here a moment ago and is not in it. */
export const heldIn = (frame: Pick<Welcome, "held">, known: readonly Held[]): readonly Held[] => {
  const told = (frame.held ?? []).map(({ message_id: id, text }) => ({ id, text }));
  return [...told, ...known.filter(({ id }) => !told.some((one) => one.id === id))];
};

/** What waits, with the unsent message of this `ref`; the same id is there once. */
export function withHeld({ held, unsent }: Pick<ChatState, "held" | "unsent">, ref: string, id: string): readonly Held[] {
  const one = unsent.find((message) => message.ref === ref);
  return one === undefined || held.some((known) => known.id === id) ? held : [...held, { id, text: one.text }];
}
