import type { Entry, Pinned, Poll, PollClosed, ProductRecommended, RaidCame, RaidSent, Rules, Sanction, Untranslated, Welcome } from "./protocol";

/** What holds in a room besides what is said. Never changed in place. */
export interface Facts {
  rules: Rules;
  pinned: Pinned | null;
  poll: Poll | null;
  /** The last poll's result, until the next one opens. */
  result: PollClosed | null;
  /** By user id the sanction in force when it was told: what that person said before it is hidden. */
  sanctions: ReadonlyMap<string, Sanction>;
  /** The last raid from here, and the last one to here. */
  raid: RaidSent | null;
  raided: RaidCame | null;
  /** The product that was asked about last, if that is news. */
  recommended: ProductRecommended | null;
  /** Which translations are not to be had. */
  untranslated: Untranslated;
}

export const NO_RULES: Rules = { slow_seconds: 0, audience: "everyone", links: "allowed" };
export const NO_FACTS: Facts = { rules: NO_RULES, pinned: null, poll: null, result: null, sanctions: new Map(), raid: null, raided: null, recommended: null, untranslated: {} };

const NEWS_MS = 120_000; // who comes in later than that is not told an old result, or of what was asked about then

/** As the room was on entering; entries that are newer than that are applied to it. */
export function factsOn(welcome: Pick<Welcome, "rules" | "pinned" | "poll" | "untranslated">, before: Facts): Facts {
  const poll = welcome.poll ?? null;
  return { ...before, rules: welcome.rules ?? NO_RULES, pinned: welcome.pinned ?? null, poll, result: poll ? null : before.result, untranslated: welcome.untranslated ?? {} };
}

/** The facts after some entries, in order; the same object when none of them changes any. `now` in milliseconds. */
export function factsAfter(facts: Facts, entries: readonly Entry[], now: number): Facts {
  return entries.reduce((before, entry) => after(before, entry, now), facts);
}

function after(facts: Facts, entry: Entry, now: number): Facts {
  switch (entry.kind) {
    case "rules":
      return { ...facts, rules: entry.rules };
    case "pin":
      return { ...facts, pinned: entry.pinned ?? null };
    case "removal": // what is taken back does not stay above the talk
      return facts.pinned?.message_id === entry.message_id ? { ...facts, pinned: null } : facts;
    case "sanction":
      return { ...facts, sanctions: sanctioned(facts.sanctions, entry) };
    case "translations":
      return entry.untranslated ? { ...facts, untranslated: both(facts.untranslated, entry.untranslated) } : facts;
    case "poll_opened":
      return { ...facts, poll: earlier(facts.poll, entry.poll), result: null };
    case "poll_ended":
      return facts.poll?.id === entry.poll.id ? { ...facts, poll: entry.poll } : facts;
    case "poll_closed": {
      const poll = facts.poll?.id === entry.poll.id ? null : facts.poll;
      const news = poll === null && now - Date.parse(entry.at) < NEWS_MS;
      return { ...facts, poll, result: news ? entry : facts.result };
    }
    case "raid":
      return { ...facts, raid: entry };
    case "raided":
      return { ...facts, raided: entry };
    case "product_recommended":
      return now - Date.parse(entry.at) < NEWS_MS ? { ...facts, recommended: entry } : facts;
    default:
      return facts;
  }
}

function sanctioned(before: Facts["sanctions"], entry: Sanction): Facts["sanctions"] {
  const now = new Map(before);
  if (entry.measure === "lifted") now.delete(entry.user_id);
  else now.set(entry.user_id, entry);
  return now;
}

const both = (known: Untranslated, told: Untranslated): Untranslated =>
  ({ pairs: [...(known.pairs ?? []), ...(told.pairs ?? [])], paused_until: told.paused_until ?? known.paused_until ?? null });

/** A poll that was ended before its time is known by its earlier end. */
const earlier = (known: Poll | null, told: Poll): Poll =>
  known?.id === told.id && Date.parse(known.closes_at) < Date.parse(told.closes_at) ? known : told;

/** Whether something somebody said lies before the sanction against them. */
export const isHushed = (facts: Pick<Facts, "sanctions">, said: { seq: number; by: { user_id: string } }): boolean =>
  said.seq < (facts.sanctions.get(said.by.user_id)?.seq ?? 0);
