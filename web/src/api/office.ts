import { at, json, query } from "./http";

export type ExportStatus = "draft" | "closed";
export interface MonthExport { period: string; status: ExportStatus; state: "asked" | "made" | "failed"; asked_by: string; asked_at: string; made_at: string | null; head_hash: string | null; problem: string | null }
export interface Month { period: string; state: "open" | "ended" | "due" | "closed"; exports: MonthExport[]; unmatched: number | null }
export interface Months { entity: string; functional_currency: string; items: Month[] }
export interface Account { code: string; name: string; type: string }
export interface BalanceRow { account: string; name: string; type: string; currency: string; opening: number; debits: number; credits: number; closing: number; functional_closing: number }
export interface TrialBalance { period: string; functional_currency: string; rows: BalanceRow[]; balanced: boolean }
export interface EntryLine { account: string; name: string; amount: number; currency: string; functional: number; party: string | null }
export interface Entry { sequence: number; entry_id: string; accounting_date: string; posted_at: string; memo: string; source_type: string; source_id: string; late: boolean; lines: EntryLine[] }
export interface AdjustmentLine { account: string; amount: number; party_type?: string | null; party_id?: string | null }
export interface Adjustment { id: string; day: string; currency: string; lines: AdjustmentLine[]; reason: string; state: "requested" | "approved" | "rejected"; requested_by: string; requested_at: string; decided_by: string | null; decided_at: string | null }
export interface NewAdjustment { day: string; currency: string; reason: string; lines: AdjustmentLine[] }
export interface Difference { state: "only_processor" | "only_books" | "amounts"; kind: string; source_id: string; currency: string; processor_gross: number | null; processor_fee: number | null; books_gross: number | null; books_fee: number | null }
export interface Reconciliation { id: string; first: string; last: string; source: "processor" | "file"; made_by: string; made_at: string; matched: number; unmatched: number; clean: boolean; net: Record<string, number>; differences: Difference[] }
export interface Exceptions { late: Entry[]; adjustments: Adjustment[]; unmatched: Reconciliation[] }
/** In the functional currency; margins are fractions of the revenue. */
export interface Figures { first: string; last: string; currency: string; total_revenue: number; content_cost: number; operating_cost: number; net_income: number; gross_margin: string | null; net_margin: string | null; revenue_by_account: Record<string, number> }
export interface FunnelMonth { month: string; signed_up: number; free: number; trials: number; conversions: number; rate: string | null }
export interface TargetLine { name: "subscriptions" | "commissions" | "ads" | "premium_services"; target: number; earned: number }
export interface TargetYear { year: number; first: string; last: string; target: number; earned: number; lines: TargetLine[] }
/** Targets in the plan's currency, what was earned in the functional one. */
export interface Targets { currency: string; functional_currency: string; years: TargetYear[] }
export interface Deed { at: string; actor: string; what: string; about: string; reason: string; status: number }

const ROOT = "/v1/backoffice";
const month = (period: string) => `${ROOT}/months/${at(period)}`;

export const months = () => json<Months>("GET", `${ROOT}/months`);
export const trialBalance = (period: string) => json<TrialBalance>("GET", `${month(period)}/trial-balance`);
export const entries = (period: string, after: number, account: string) => json<{ items: Entry[]; next_after: number | null }>("GET", `${month(period)}/entries${query({ after, limit: 20, account })}`);
export const exceptions = (period: string) => json<Exceptions>("GET", `${month(period)}/exceptions`);
export const figures = (first: string, last: string) => json<Figures>("GET", `${ROOT}/figures${query({ first, last })}`);
export const funnel = async (first: string, last: string) => (await json<{ months: FunnelMonth[] }>("GET", `${ROOT}/funnel${query({ first, last })}`)).months;
export const targets = () => json<Targets>("GET", `${ROOT}/targets`);
export const accounts = async () => (await json<{ items: Account[] }>("GET", `${ROOT}/accounts`)).items;
export const makeDraft = (period: string) => json<MonthExport>("POST", `${month(period)}/drafts`);
export const closeMonth = (period: string, reason: string) => json<MonthExport>("POST", `${month(period)}/close`, { body: { reason } });
export const exportLink = (period: string, status: ExportStatus) => json<{ url: string; seconds: number }>("GET", `${month(period)}/exports/${status}`);
export const adjustments = async () => (await json<{ items: Adjustment[] }>("GET", `${ROOT}/adjustments${query({ limit: 50 })}`)).items;
export const requestAdjustment = (body: NewAdjustment, key: string) => json<Adjustment>("POST", `${ROOT}/adjustments`, { body, idempotencyKey: key });
export const decide = (id: string, approve: boolean, reason: string) => json<Adjustment>("POST", `${ROOT}/adjustments/${at(id)}/${approve ? "approve" : "reject"}`, { body: { reason } });
export const reconciliations = async (period: string) => (await json<{ items: Reconciliation[] }>("GET", `${month(period)}/reconciliations`)).items;
export const reconcileDays = (first: string, last: string) => json<Reconciliation>("POST", `${ROOT}/reconciliations/processor`, { body: { first, last } });
export const reconcileFile = (csv: string) => json<Reconciliation>("POST", `${ROOT}/reconciliations/file`, { body: { csv } });
export const refundPayment = (body: { of: string; amount_minor: number; currency: string; reason: string }, key: string) => json<{ of: string; currency: string; amount: number }>("POST", `${ROOT}/refunds`, { body, idempotencyKey: key });
export const deeds = async (period: string) => (await json<{ items: Deed[] }>("GET", `${ROOT}/deeds/${at(period)}${query({ limit: 100 })}`)).items;
