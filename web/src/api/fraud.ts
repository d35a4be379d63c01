import { at, json, query } from "./http";

export type CaseState = "open" | "cleared" | "confirmed";
export interface Finding { rule: string; value: number; points: number }
export interface FraudCase { id: string; user_id: string; kind: "donation" | "plan" | "membership"; about: string; channel_id: string | null; amount: number; currency: string; score: number; rules: Finding[]; outcome: "blocked" | "review"; state: CaseState; opened_at: string; decided_by: string | null; decided_at: string | null; reason: string | null; payments: string[] }
export interface PayoutHold { user_id: string; held_why: string | null }

const ROOT = "/v1/backoffice";

export const fraudCases = (state: CaseState, cursor: string) => json<{ items: FraudCase[]; next_cursor: string | null }>("GET", `${ROOT}/fraud-cases${query({ state, limit: 20, ...(cursor === "" ? {} : { cursor }) })}`);
export const decideCase = (id: string, act: "clear" | "confirm", reason: string) => json<FraudCase>("POST", `${ROOT}/fraud-cases/${at(id)}/${act}`, { body: { reason } });
export const payoutHold = (userId: string) => json<PayoutHold>("GET", `${ROOT}/payees/${at(userId)}/hold`);
export const setPayoutHold = (userId: string, act: "hold" | "release", reason: string) => json<PayoutHold>("POST", `${ROOT}/payees/${at(userId)}/${act}`, { body: { reason } });
