import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accounts, requestAdjustment } from "../api/office";
import { useForm } from "../account/use_form";
import { amountText } from "../money/amounts";
import { Refusal } from "../money/refusal";
import { Field } from "../ui/field";
import { Icon } from "../ui/icons";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { apart, asked, CURRENCIES, EMPTY_LINE, type DraftLine } from "./books";
import { SHORTEST_REASON } from "./close_dialog";

const MOST_LINES = 50;
const BLANK: DraftLine[] = [EMPTY_LINE, { ...EMPTY_LINE, side: "credit" }];

/** A correction is asked for; its lines have to balance before it can be sent. */
export function AdjustmentForm() {
  const { words: { office, common }, locale } = useSpeech();
  const said = office.adjustments;
  const client = useQueryClient();
  const say = useToast();
  const [day, setDay] = useState(() => new Date().toISOString().slice(0, 10));
  const [currency, setCurrency] = useState<string>(CURRENCIES[0]);
  const [reason, setReason] = useState("");
  const [lines, setLines] = useState(BLANK);
  const [attempt, setAttempt] = useState({ of: "", key: "" }); // the same adjustment is asked for once
  const off = apart(lines, currency);
  const made = asked(lines, currency);
  const form = useForm(async () => {
    const body = { day, currency, reason: reason.trim(), lines: made ?? [] };
    const of = JSON.stringify(body);
    const key = attempt.of === of ? attempt.key : crypto.randomUUID();
    setAttempt({ of, key });
    await requestAdjustment(body, key);
    setAttempt({ of: "", key: "" });
    say(said.sent);
    setReason("");
    setLines(BLANK);
    await client.invalidateQueries({ queryKey: ["mine", "office"] });
  }, () => ({ "/day": day === "" ? said.dayBad : null, "/reason": reason.trim().length >= SHORTEST_REASON ? null : office.reasonBad, "/lines": made !== null && off === 0 ? null : said.bad }));
  const change = (at: number, part: Partial<DraftLine>) => setLines((before) => before.map((line, n) => (n === at ? { ...line, ...part } : line)));
  const wrong = form.beside("/lines");
  return (
    <form className="panel stack" noValidate onSubmit={form.submit} data-testid="adjustment-form">
      <div className="stack-tight"><h2>{said.ask}</h2><p className="small soft">{said.askHint}</p></div>
      <div className="office-two">
        <Field label={said.day} type="date" value={day} onChange={(event) => setDay(event.target.value)} error={form.beside("/day")} testId="adjustment-day" />
        <div className="field"><label htmlFor="adjustment-currency">{said.currency}</label><select id="adjustment-currency" className="input" value={currency} onChange={(event) => setCurrency(event.target.value)} data-testid="adjustment-currency">{CURRENCIES.map((code) => <option key={code}>{code}</option>)}</select></div>
      </div>
      {lines.map((line, n) => <LineFields key={n} line={line} number={n + 1} currency={currency} change={(part) => change(n, part)} remove={lines.length > 2 ? () => setLines((before) => before.filter((_, at) => at !== n)) : null} />)}
      <div className="spread">
        <button type="button" className="button button-plain button-small" disabled={lines.length >= MOST_LINES} onClick={() => setLines((before) => [...before, EMPTY_LINE])} data-testid="adjustment-add"><Icon name="plus" size={16} />{said.add}</button>
        <p hidden={lines.every((line) => line.typed === "")} className={`badge ${off === 0 ? "badge-good" : "badge-bad"}`} role="status" data-testid="adjustment-off" data-off={off}>{off === 0 ? said.balanced : said.off(amountText(locale, Math.abs(off), currency))}</p>
      </div>
      {wrong !== null && <p className="field-error" role="alert" data-testid="adjustment-lines-error">{wrong}</p>}
      <Field label={office.reason} hint={office.reasonHint} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} error={form.beside("/reason")} testId="adjustment-reason" />
      {form.error !== null && <Refusal error={form.error} said={office.refusals} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="adjustment-send">{form.busy ? common.loading : said.send}</button></div>
    </form>
  );
}

function LineFields({ line, number, currency, change, remove }: { line: DraftLine; number: number; currency: string; change: (part: Partial<DraftLine>) => void; remove: (() => void) | null }) {
  const { words: { office: { adjustments: said } } } = useSpeech();
  const chart = useQuery({ queryKey: ["mine", "office", "accounts"], queryFn: accounts, staleTime: Infinity });
  const id = `adjustment-${number}`;
  return (
    <fieldset className="office-line" data-testid="adjustment-line">
      <legend className="legend">{said.line(number)}</legend>
      <div className="field"><label htmlFor={`${id}-account`}>{said.account}</label>
        <select id={`${id}-account`} className="input" value={line.account} onChange={(event) => change({ account: event.target.value })} data-testid="line-account">
          <option value="">{said.choose}</option>
          {chart.data?.map((one) => <option key={one.code} value={one.code}>{one.code} {one.name}</option>)}
        </select>
      </div>
      <div className="field"><label htmlFor={`${id}-side`}>{said.side}</label>
        <select id={`${id}-side`} className="input" value={line.side} onChange={(event) => change({ side: event.target.value === "credit" ? "credit" : "debit" })} data-testid="line-side"><option value="debit">{said.debit}</option><option value="credit">{said.credit}</option></select>
      </div>
      <Field label={`${said.amount} (${currency})`} value={line.typed} inputMode="decimal" autoComplete="off" maxLength={18} onChange={(event) => change({ typed: event.target.value })} testId="line-amount" />
      <Field label={said.party} placeholder={said.partyHint} value={line.party} autoComplete="off" onChange={(event) => change({ party: event.target.value })} testId="line-party" />
      {remove && <button type="button" className="button button-bare button-small" onClick={remove} aria-label={`${said.remove}: ${said.line(number)}`}><Icon name="bin" size={18} /></button>}
    </fieldset>
  );
}
