import { at, json, nothing, query } from "./http";

export type Shelf = "titles" | "channels" | "products";
export type Kind = "title" | "channel" | "product";
export interface Named { id: string; name: string }
export interface Reason { code: string; text: string; because: Named[] }
export interface Offer { provider: string; way: "subscription" | "rent" | "buy"; url: string; owned: boolean; checked_at: string }

export interface Suggestion {
  kind: Kind; id: string; name: string; genres: string[]; year: number | null; channel_id: string | null; live: boolean;
  score: number; reason: Reason; offers: Offer[] | null;
}

export interface Suggestions {
  request_id: string | null; basis: string; low_confidence: boolean; fallback: boolean; stale: boolean;
  items: Suggestion[]; next_cursor: string | null;
}

export interface Choice { id: string; name: string; year: number | null; genres: string[] }

export interface Taste {
  survey: Named[]; survey_at: string | null; gender: "F" | "M" | "X" | null; age_band: number | null; demographics: boolean;
  providers: string[]; region: string | null; time_zone: string; low_confidence: boolean;
}

export interface TasteChange {
  gender?: string | null; age?: number | null; demographics?: boolean; providers?: string[]; region?: string | null; time_zone?: string;
}

export interface Profile { interests: { genre: string; weight: number }[]; hours: number[]; best_hour: number | null; time_zone: string; deeds: number }
export interface Services { owned: string[]; open: Named[]; advice: { provider: string; opens: Named[] }[]; nowhere: Named[] }
export interface Likeminded { user_id: string; name: string; likeness: number; shared: number }

export type Verb = "clicked" | "watched" | "liked" | "rated" | "went_to_provider";
export interface Deed { kind: Kind; item_id: string; verb: Verb; minutes?: number; stars?: number; provider?: string; request_id?: string; told_id?: string }

export const recommendations = (shelf: Shelf, cursor: string | null, limit = 12) =>
  json<Suggestions>("GET", `/v1/recommendations/${shelf}${query({ cursor, limit })}`);
export const trending = (shelf: Shelf, limit = 12) => json<Suggestions>("GET", `/v1/trending/${shelf}${query({ limit })}`, { anonymous: true });
export const surveyTitles = (q: string, limit = 60) => json<{ items: Choice[]; min_items: number }>("GET", `/v1/survey/titles${query({ q, limit })}`);
export const answerSurvey = (titles: string[], partial: boolean) =>
  json<{ titles: Named[]; low_confidence: boolean }>("POST", "/v1/me/survey", { body: { titles, partial } });
export const myTaste = () => json<Taste>("GET", "/v1/me/taste");
export const changeTaste = (change: TasteChange) => json<Taste>("PUT", "/v1/me/taste", { body: change });
export const forgetTaste = () => nothing("DELETE", "/v1/me/taste");
export const myProfile = () => json<Profile>("GET", "/v1/me/taste/profile");
export const services = () => json<Services>("GET", "/v1/services");
export const likeminded = () => json<{ items: Likeminded[] }>("GET", "/v1/people/suggested");
export const notInterested = (shelf: Shelf, id: string) => nothing("PUT", `/v1/me/not-interested/${shelf}/${at(id)}`);
export const interestedAgain = (shelf: Shelf, id: string) => nothing("DELETE", `/v1/me/not-interested/${shelf}/${at(id)}`);
export const tellDeeds = (deeds: Deed[]) => json<{ kept: number; unknown: string[] }>("POST", "/v1/me/deeds", { body: { deeds }, keepalive: true });
