import { tellDeeds, type Deed } from "../api/tastes";
import { hasSession } from "../api/tokens";

const AGAIN_MS = 3000;
const KEPT_MS = 30 * 60_000;
const LISTS = "madang.lists";

type Lists = Record<string, { list: string; at: number }>;

function lists(): Lists {
  try {
    return JSON.parse(sessionStorage.getItem(LISTS) ?? "{}") as Lists;
  } catch {
    return {};
  }
}

/** Which list an item was opened from: what is done with it later came of that list. */
export function openedFrom(kind: Deed["kind"], id: string, list: string): void {
  const recent = Object.entries(lists()).filter(([, one]) => Date.now() - one.at < KEPT_MS);
  sessionStorage.setItem(LISTS, JSON.stringify({ ...Object.fromEntries(recent), [`${kind}#${id}`]: { list, at: Date.now() } }));
}

export const listOf = (kind: Deed["kind"], id: string): string | undefined => lists()[`${kind}#${id}`]?.list;

/** Says what was done, once more if it fails. Nobody is kept from watching by it. */
export const tell = (deed: Deed, pause = AGAIN_MS): Promise<void> => tellAll([deed], pause);

/** Several at once, in their order. */
export async function tellAll(deeds: Deed[], pause = AGAIN_MS): Promise<void> {
  if (!hasSession()) return;
  const whole = deeds.map((deed) => {
    const list = deed.request_id ?? listOf(deed.kind, deed.item_id);
    const told = { ...deed, told_id: crypto.randomUUID() }; // sent again, it counts once
    return list === undefined ? told : { ...told, request_id: list };
  });
  try {
    await tellDeeds(whole);
  } catch {
    await new Promise((done) => setTimeout(done, pause));
    await tellDeeds(whole).catch(() => undefined);
  }
}
