import type { Entry, Message, Stretch } from "./protocol";

const KEPT = 2000; // messages; a reader who wants more opens the replay
const SLACK = 500; // cut away seldom, so that the list does not jump with every frame
const HELD = 100; // frames that wait for a gap to be filled

/** What is known of a room: every entry up to `through`, without a gap; `fresh` are those of the last step. Never changed in place. */
export interface Log { through: number; messages: readonly Message[]; held: readonly Stretch[]; fresh: readonly Entry[] }

export const EMPTY: Log = { through: 0, messages: [], held: [], fresh: [] };

/** The log begins with this stretch, whatever was known before. */
export function beginning(stretch: Stretch): Log {
  return extended({ ...EMPTY, through: stretch.after }, stretch);
}

/**
 * The log with what the stretch brings. One that begins beyond the log waits in `held` until the gap is filled;
 * what is known already is passed over, so a stretch that comes twice changes nothing.
 */
export function withStretch(log: Log, stretch: Stretch): Log {
  if (stretch.after > log.through) return { ...log, held: [...log.held.slice(1 - HELD), stretch], fresh: [] };
  let next = extended({ ...log, fresh: [] }, stretch);
  for (;;) {
    const { through } = next;
    const fitting = next.held.find((one) => one.after <= through);
    if (!fitting) return next;
    next = extended({ ...next, held: next.held.filter((one) => one !== fitting) }, fitting);
  }
}

/** Something between the log and what is held, or what `newest` promises, is missing. */
export function hasGap(log: Log, newest = 0): boolean {
  return log.held.length > 0 || newest > log.through;
}

function extended(log: Log, stretch: Stretch): Log {
  if (stretch.through <= log.through) return log;
  const fresh = stretch.entries.filter((entry) => entry.seq > log.through);
  const changes = changesIn(fresh);
  const messages = [...log.messages, ...fresh.filter((entry) => entry.kind === "message")];
  const shown = changes.size === 0 ? messages : messages.map((message) => changes.get(message.id)?.(message) ?? message);
  return { ...log, through: stretch.through, fresh: [...log.fresh, ...fresh], messages: shown.length > KEPT + SLACK ? shown.slice(-KEPT) : shown };
}

type Change = (message: Message) => Message;
const emptied: Change = (message) => ({ ...message, text: "", removed: true, translations: null });

const translated = (locale: string, text: string): Change => (message) => (message.removed ? message : { ...message, translations: { ...message.translations, [locale]: text } });

/** What happens to messages, by their ids: one thing after the other. */
function changesIn(entries: readonly Entry[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  const then = (id: string, change: Change) => {
    const before = changes.get(id);
    changes.set(id, before ? (message) => change(before(message)) : change);
  };
  for (const entry of entries) {
    if (entry.kind === "removal") then(entry.message_id, emptied);
    else if (entry.kind === "restoration") then(entry.message.id, () => entry.message);
    else if (entry.kind === "translations") entry.items.forEach(({ message_id: id, locale, text }) => then(id, translated(locale, text)));
  }
  return changes;
}
