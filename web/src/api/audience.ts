import { at, json, nothing, query } from "./http";

export type Segment = "vip" | "prospect" | "churn_risk" | "new";
export type Band = "none" | "low" | "middle" | "high";
export interface Match { user_id: string; name: string | null; score: number; content: number; hours: number; interaction: number; purchasing: Band | null; loyalty: number }
export interface Matches { items: Match[]; loyalty_brier: number | null; loyalty_people: number }
export interface Rule { version: number; vip_months: number; vip_paid: Record<string, number>; prospect_score: number; churn_chance: number; churn_days: number; new_days: number }
export interface Segments { rule: Rule; segments: { segment: Segment; members: number }[] }
export interface Consent { matching: boolean; purchasing: boolean }
export interface Stay { segment: Segment; entered_at: string; left_at: string | null; rule_version: number }
export interface Known { channel_id: string; minutes: number; hours: number[]; messages: number; paid: Record<string, number>; follows: boolean; months: number; subscribed_at: string | null; paid_until: string | null; weeks: string[]; stays: Stay[]; dues: { kind: "welcome" | "offer"; made_at: string }[] }
export interface Audiences { consent: Consent; name: string | null; channels: Known[] }

export const audienceMatches = (channelId: string, limit = 20) => json<Matches>("GET", `/v1/channels/${at(channelId)}/audience-matches${query({ limit })}`);
export const segments = (channelId: string) => json<Segments>("GET", `/v1/channels/${at(channelId)}/segments`);
export const myConsent = () => json<Consent>("GET", "/v1/me/audience-consent");
export const tellConsent = (consent: Consent) => json<Consent>("PUT", "/v1/me/audience-consent", { body: consent });
export const myAudiences = () => json<Audiences>("GET", "/v1/me/audience");
export const leaveAudiences = () => nothing("DELETE", "/v1/me/audience");
