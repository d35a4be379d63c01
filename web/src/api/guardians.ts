import type { Page } from "./contract";
import { at, json, nothing, query } from "./http";
import type { Donation } from "./money";

/** The caller's own, shown to nobody else. Dates are days of the calendar. */
export interface Age { told: boolean; adult: boolean; birth_date: string | null; country: string | null; adult_on: string | null }

export type GuardianState = "open" | "lapsed" | "consented" | "refused" | "withdrawn" | "taken_back";
export interface Limit { currency: string; most_a_month_minor: number }
/** What a minor asked for; the name is there once somebody agreed. */
export interface GuardianRequest { email: string; state: GuardianState; asked_at: string; guardian_name: string; limits: Limit[] }
/** A minor as the adult who was asked sees them. */
export interface Minor { minor_id: string; name: string; state: GuardianState; asked_at: string; limits: Limit[]; until: string | null }
export interface GuardedDonation extends Donation { minor_id: string; minor_name: string }

interface Items<Item> { items: Item[] }

export const myAge = () => json<Age>("GET", "/v1/me/age");
export const tellBirthDate = (birthDate: string, country: string) => json<Age>("PUT", "/v1/me/birth-date", { body: { birth_date: birthDate, country } });
export const guardianRequests = () => json<Items<GuardianRequest>>("GET", "/v1/me/guardian-requests");
export const askGuardian = (email: string) => nothing("POST", "/v1/me/guardian-requests", { body: { email } });
export const takeRequestBack = (email: string) => nothing("POST", "/v1/me/guardian-requests/take-back", { body: { email } });
export const myMinors = () => json<Items<Minor>>("GET", "/v1/me/minors");
export const consentTo = (minorId: string, limits: Limit[]) => json<Minor>("PUT", `/v1/me/minors/${at(minorId)}/consent`, { body: { limits } });
export const endConsent = (minorId: string) => nothing("DELETE", `/v1/me/minors/${at(minorId)}/consent`);
export const guardedDonations = (cursor: string | null) => json<Page<GuardedDonation>>("GET", `/v1/me/guarded-donations${query({ cursor, limit: 20 })}`);
export const takeGuardedBack = (id: string, key: string) => json<Donation>("POST", `/v1/me/guarded-donations/${at(id)}/refund`, { idempotencyKey: key });
