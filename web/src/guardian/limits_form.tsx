import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Limit } from "../api/guardians";
import { donationRules } from "../api/money";
import { useForm } from "../account/use_form";
import { digitsOf, minorOf } from "../money/amounts";
import { Refusal } from "../money/refusal";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";

/** The most of a month in each currency; an empty one allows nothing in it. */
export function LimitsForm({ before, action, send, onCancel }: { before: readonly Limit[]; action: string; send: (limits: Limit[]) => Promise<unknown>; onCancel: () => void }) {
  const { guardian, common } = useWords();
  const rules = useQuery({ queryKey: ["donation-rules"], queryFn: donationRules, staleTime: 600_000 });
  const [typed, setTyped] = useState<Record<string, string>>(() => Object.fromEntries(before.map((one) => [one.currency, String(one.most_a_month_minor / 10 ** digitsOf(one.currency))])));
  const currencies = [...new Set([...(rules.data?.currencies.map((one) => one.currency) ?? []), ...before.map((one) => one.currency)])];
  const filled = currencies.filter((code) => (typed[code] ?? "").trim() !== "");
  const limits = filled.flatMap((currency) => {
    const minor = minorOf((typed[currency] ?? "").trim(), currency);
    return minor === null || minor === 0 ? [] : [{ currency, most_a_month_minor: minor }];
  });
  const wrong = (code: string) => (filled.includes(code) && !limits.some((one) => one.currency === code) ? guardian.limitWrong : filled.length === 0 && code === currencies[0] ? guardian.limitMissing : null);
  const form = useForm(() => send(limits), () => Object.fromEntries(currencies.map((code) => [code, wrong(code)])));
  if (rules.isError) return <ProblemPanel error={rules.error} retry={rules.refetch} />;
  if (rules.isPending) return <div className="skeleton money-place" />;
  return (
    <form className="stack" noValidate onSubmit={form.submit} data-testid="limits-form">
      <p className="small soft">{guardian.limitHint}</p>
      <div className="guardian-limits">
        {currencies.map((code) => <Field key={code} label={guardian.limitOf(code)} value={typed[code] ?? ""} inputMode="decimal" autoComplete="off" maxLength={16} onChange={(event) => setTyped((now) => ({ ...now, [code]: event.target.value }))} error={form.beside(code)} testId={`limit-${code}`} />)}
      </div>
      {form.error !== null && <Refusal error={form.error} />}
      <div className="row">
        <button type="submit" className="button button-main" disabled={form.busy} data-testid="limits-send">{action}</button>
        <button type="button" className="button button-bare" onClick={onCancel}>{common.cancel}</button>
      </div>
    </form>
  );
}
