import type { TitleState } from "../api/contract";

export const STATE_LOOK: Record<TitleState, string> = { uploading: "badge-busy", processing: "badge-busy", published: "badge-good", failed: "badge-bad" };
