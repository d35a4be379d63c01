import { at, json, query } from "./http";
import type { Kind } from "./tastes";

const BASE = "/v1/backoffice/recommendations";

export interface BesideControl {
  difference: number; low: number | null; high: number | null; lift: number | null; p: number; variance_kept: number; enough: boolean;
  verdict: "better" | "worse" | "undecided";
}

export interface Arm { name: string; share: number; settings: Record<string, boolean>; people: number; mean: number; beside_control: BesideControl | null }

export interface Experiment {
  name: string; kind: Kind; outcome: string; state: "running" | "stopped"; window_hours: number; alpha: number; started_at: string;
  stopped_at: string | null; arms: Arm[];
}

export interface NewArm { name: string; share: number; settings: Record<string, boolean> }
export interface NewExperiment { name: string; kind: Kind; arms: NewArm[]; outcome: string; window_hours: number; reason: string }

export interface ListFigures {
  lists: number; fallback_share: number | null; clicks_a_list: number | null; play_share: number | null; seconds_to_first_play: number | null;
  browsed_before_play: number | null; stars_after: number | null; provider_click_share: number | null;
}

export interface Target { name: string; target: number; baseline: number | null; actual: number | null; up_by: number | null; reached: boolean | null }
export interface Figures { bases: (ListFigures & { kind: Kind; basis: string })[]; days: (ListFigures & { day: string })[]; progress: Target[] }
export interface Partner { provider: string; visits: number; visitors: number; converted: number; conversion: number | null }

export interface Tag { name: string; confidence: number; source: string }
export interface Tags { kind: Kind; item_id: string; name: string; tags: Tag[]; genres: string[]; corrected_by: string | null; corrected_at: string | null }
const tagsOf = (kind: Kind, id: string): string => `${BASE}/items/${at(kind)}/${at(id)}/tags`;

interface Measured { ndcg_10?: number; hr_10?: number; coverage?: number }
export interface Model {
  version: string; state: string; trained_at: string; changed_at: string; reason: string | null; invocations: number; failures: number;
  metrics: { models?: Record<string, Measured | undefined>; people?: number; counts?: Record<string, number>; hyperparameters?: Record<string, number> };
}

export interface Run { name: string; status: string; started_at: string; ended_at: string | null; code: string | null; reason: string | null }
export interface Models { kind: Kind; champion: string | null; challenger: string | null; mode: string; share: number; stale: boolean; training: Run | null; items: Model[] }

export const experiments = () => json<{ items: Experiment[] }>("GET", `${BASE}/experiments`);
export const beginExperiment = (body: NewExperiment) => json<Experiment>("POST", `${BASE}/experiments`, { body });
export const stopExperiment = (name: string, reason: string) => json<Experiment>("POST", `${BASE}/experiments/${at(name)}/stop`, { body: { reason } });
export const listFigures = (first: string, last: string) => json<Figures>("GET", `${BASE}/figures${query({ first, last })}`);
export const partners = (first: string, last: string) => json<{ providers: Partner[] }>("GET", `${BASE}/partners${query({ first, last })}`);
export const readTags = (kind: Kind, id: string) => json<Tags>("GET", tagsOf(kind, id));
export const correctTags = (kind: Kind, id: string, genres: string[], reason: string) => json<Tags>("PUT", tagsOf(kind, id), { body: { genres, reason } });
export const dropCorrection = (kind: Kind, id: string) => json<Tags>("DELETE", tagsOf(kind, id));
export const models = (kind: Kind, execution: string | null) => json<Models>("GET", `${BASE}/models/${kind}${query({ execution })}`);
export const trainModel = (kind: Kind, reason: string) => json<{ execution: string }>("POST", `${BASE}/models/${kind}/trainings`, { body: { reason } });
export const rollBack = (kind: Kind, reason: string) => json<Models>("POST", `${BASE}/models/${kind}/rollback`, { body: { reason } });
