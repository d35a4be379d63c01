import { useState } from "react";
import { refundPayment } from "../api/office";
import { useForm } from "../account/use_form";
import { amountText, minorOf } from "../money/amounts";
import { Refusal } from "../money/refusal";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { useSpeech } from "../words";
import { CURRENCIES } from "./books";
import { SHORTEST_REASON } from "./close_dialog";

interface Sure { of: string; minor: number; currency: string; reason: string; key: string }

/** Money of a donation or an invoice given back by an operator, after the amount was read once more. */
export function RefundsSection({ operator }: { operator: boolean }) {
  const { words: { office }, locale } = useSpeech();
  const said = office.refunds;
  const [of, setOf] = useState("");
  const [currency, setCurrency] = useState<string>(CURRENCIES[0]);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState<Sure | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const minor = minorOf(typed, currency);
  const form = useForm(() => {
    setDone(null);
    setSure((before) => {
      const now = { of: of.trim(), minor: minor ?? 0, currency, reason: reason.trim() };
      const same = before !== null && JSON.stringify({ ...now, key: before.key }) === JSON.stringify(before);
      return same ? before : { ...now, key: crypto.randomUUID() };
    });
    return Promise.resolve();
  }, () => ({ "/of": of.trim() === "" ? said.ofBad : null, "/amount": minor === null || minor === 0 ? said.amountBad : null, "/reason": reason.trim().length >= SHORTEST_REASON ? null : office.reasonBad }));
  const finish = (amount: number, code: string) => {
    setSure(null);
    setOf("");
    setTyped("");
    setReason("");
    setDone(amountText(locale, amount, code));
  };
  if (!operator) return <p className="notice">{said.onlyOperators}</p>;
  return (
    <>
      <form className="panel stack office-narrow" noValidate onSubmit={form.submit} data-testid="refund-form">
        <div className="stack-tight"><h2>{said.title}</h2><p className="small soft">{said.hint}</p></div>
        <Field label={said.of} placeholder={said.ofHint} value={of} autoComplete="off" onChange={(event) => setOf(event.target.value)} error={form.beside("/of")} testId="refund-of" />
        <div className="office-two">
          <div className="field"><label htmlFor="refund-currency">{said.currency}</label><select id="refund-currency" className="input" value={currency} onChange={(event) => setCurrency(event.target.value)} data-testid="refund-currency">{CURRENCIES.map((code) => <option key={code}>{code}</option>)}</select></div>
          <Field label={said.amount} value={typed} inputMode="decimal" autoComplete="off" onChange={(event) => setTyped(event.target.value)} error={form.beside("/amount")} testId="refund-amount" />
        </div>
        <Field label={office.reason} hint={office.reasonHint} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} error={form.beside("/reason")} testId="refund-reason" />
        <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="refund-send">{said.send}</button></div>
      </form>
      {done !== null && <p className="notice notice-good" role="status" data-testid="refund-done">{said.done(done)}</p>}
      {sure && <Sureness sure={sure} finish={finish} onClose={() => setSure(null)} />}
    </>
  );
}

function Sureness({ sure, finish, onClose }: { sure: Sure; finish: (amount: number, currency: string) => void; onClose: () => void }) {
  const { words: { office, common }, locale } = useSpeech();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      const given = await refundPayment({ of: sure.of, amount_minor: sure.minor, currency: sure.currency, reason: sure.reason }, sure.key);
      finish(given.amount, given.currency);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={office.refunds.sure(amountText(locale, sure.minor, sure.currency), sure.of)} onClose={onClose} testId="refund-sure">
      <p>{office.refunds.sureText}</p>
      {error !== null && <Refusal error={error} said={office.refusals} />}
      <div className="row">
        <button type="button" className="button button-danger" disabled={busy} onClick={() => void go()} data-testid="refund-yes">{office.refunds.send}</button>
        <button type="button" className="button button-bare" onClick={onClose}>{common.cancel}</button>
      </div>
    </Dialog>
  );
}
