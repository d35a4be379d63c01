import type { Message } from "./protocol";

/** Said here and not yet known to be in the room's log. The same `ref` again is the same message. */
export interface Unsent {
  ref: string;
  text: string;
  /** Ids of the people whom it calls; absent where it calls nobody. */
  mentions?: readonly string[];
  /** Its entry arrived before its acknowledgement: it is shown already. */
  seen: boolean;
}

/** Marks what has come back as an entry, so that nobody reads their own words twice. */
export function recognised(unsent: readonly Unsent[], fresh: readonly Message[], userId: string | undefined): readonly Unsent[] {
  const mine = fresh.filter((message) => message.by.user_id === userId).map((message) => message.text);
  if (mine.length === 0 || unsent.every((one) => one.seen)) return unsent;
  return unsent.map((one) => {
    const place = one.seen ? -1 : mine.indexOf(one.text);
    if (place < 0) return one;
    mine.splice(place, 1);
    return { ...one, seen: true };
  });
}
