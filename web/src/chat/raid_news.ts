import type { RaidCame, RaidSent } from "./protocol";
import type { ChatState } from "./state";

const KEY = "madang.stayed";
const KEPT = 20;

/** It came while the reader was in the room. */
export const isNews = (raid: RaidSent | RaidCame, state: Pick<ChatState, "enteredAt">): boolean => raid.seq > state.enteredAt;

const stayed = (): string[] => (sessionStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);

/** Whoever stays is not asked again, on this page or after a reload. */
export function stayFrom(raid: RaidSent | RaidCame): void {
  sessionStorage.setItem(KEY, [...stayed(), raid.raid_id].slice(-KEPT).join(" "));
}

export const hasStayed = (raid: RaidSent | RaidCame): boolean => stayed().includes(raid.raid_id);
