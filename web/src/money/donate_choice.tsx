import { useState } from "react";
import type { DonationRules, Gift } from "../api/money";
import { Field } from "../ui/field";
import { useSpeech } from "../words";
import { amountText, digitsOf, firstCurrency, minorOf, presets, wrongWith } from "./amounts";

const LONGEST = 200; // characters of a message, as the API takes them

/** How much and with which words. `before` is what was chosen when somebody comes back to change it. */
export function Choice({ rules, before, review, onClose }: {
  rules: DonationRules; before: Gift | null; review: (gift: Pick<Gift, "amount_minor" | "currency" | "message">) => void; onClose: () => void;
}) {
  const { words, locale } = useSpeech();
  const { money } = words;
  const [currency, setCurrency] = useState(before?.currency ?? firstCurrency(locale, rules.currencies)?.currency ?? "");
  const [typed, setTyped] = useState(before ? String(before.amount_minor / 10 ** digitsOf(before.currency)) : "");
  const [message, setMessage] = useState(before?.message ?? "");
  const [tried, setTried] = useState(false);
  const limits = rules.currencies.find((one) => one.currency === currency);
  if (limits === undefined) return <p>{money.closed}</p>;
  const minor = minorOf(typed, currency);
  const wrong = wrongWith(minor, limits);
  const text = (value: number) => amountText(locale, value, currency);
  const errors = { missing: money.amountMissing, small: money.amountSmall(text(limits.smallest_minor)), large: money.amountLarge(text(limits.largest_a_day_minor)) };
  const choose = (code: string) => {
    setCurrency(code);
    setTyped("");
    setTried(false);
  };
  return (
    <form className="stack" noValidate onSubmit={(event) => {
      event.preventDefault();
      setTried(true);
      if (wrong === null && minor !== null) review({ amount_minor: minor, currency, message: message.trim() });
    }}>
      <fieldset>
        <legend className="legend">{money.currency}</legend>
        <div className="presets">
          {rules.currencies.map(({ currency: code }) => (
            <label key={code} className="choice money-currency"><input type="radio" name="currency" value={code} checked={code === currency} onChange={() => choose(code)} data-testid={`currency-${code}`} /><span>{code}</span></label>
          ))}
        </div>
      </fieldset>
      <div className="presets" role="group" aria-label={money.presets}>
        {presets(limits).map((value) => (
          <button key={value} type="button" className="button button-plain money-preset numbers" aria-pressed={value === minor} onClick={() => setTyped(String(value / 10 ** digitsOf(currency)))} data-testid="donate-preset" data-minor={value}>{text(value)}</button>
        ))}
      </div>
      <Field label={money.amount(currency)} hint={money.amountHint(text(limits.smallest_minor), text(limits.largest_a_day_minor))} value={typed} inputMode="decimal" autoComplete="off" maxLength={18}
        onChange={(event) => setTyped(event.target.value)} error={wrong !== null && (tried || (wrong !== "missing" && typed !== "")) ? errors[wrong] : null} testId="donate-amount" />
      <Field label={money.message} hint={money.messageHint(LONGEST - message.length)} value={message} maxLength={LONGEST} onChange={(event) => setMessage(event.target.value)} testId="donate-message" />
      <div className="row">
        <button type="submit" className="button button-main" data-testid="donate-next">{money.next}</button>
        <button type="button" className="button button-bare" onClick={onClose} data-testid="donate-cancel">{words.common.cancel}</button>
      </div>
    </form>
  );
}
