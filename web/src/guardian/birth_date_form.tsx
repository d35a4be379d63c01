import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { tellBirthDate } from "../api/guardians";
import { useForm } from "../account/use_form";
import { Refusal } from "../money/refusal";
import { Field } from "../ui/field";
import { useNow } from "../ui/use_now";
import { useSpeech } from "../words";
import { countryNames, likelyCountry } from "./countries";
import { AGE } from "./queries";

const DAY_MS = 86_400_000;
const OLDEST = "1906-01-01";

/** Told once, and seen by nobody else. */
export function BirthDateForm({ onCancel }: { onCancel?: () => void }) {
  const { words, locale } = useSpeech();
  const { guardian, account } = words;
  const client = useQueryClient();
  const id = useId();
  const today = new Date(useNow(DAY_MS)).toISOString().slice(0, 10);
  const [born, setBorn] = useState("");
  const [country, setCountry] = useState(() => likelyCountry(navigator.languages));
  const form = useForm(async () => {
    client.setQueryData(AGE, await tellBirthDate(born, country));
  }, () => ({ "/birth_date": born === "" ? account.required : born > today ? guardian.refusals["implausible_birth_date"] ?? null : null }));
  return (
    <form className="stack" noValidate onSubmit={form.submit} data-testid="birth-date-form">
      <p>{guardian.whyAge}</p>
      <Field label={guardian.birthDate} hint={guardian.birthDateHint} type="date" autoComplete="bday" min={OLDEST} max={today} value={born} onChange={(event) => setBorn(event.target.value)} error={form.beside("/birth_date")} testId="birth-date" />
      <div className="field">
        <label htmlFor={id}>{guardian.country}</label>
        <select id={id} className="input" value={country} autoComplete="country" onChange={(event) => setCountry(event.target.value)} data-testid="birth-country">
          {countryNames(locale).map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </select>
      </div>
      {form.error !== null && <Refusal error={form.error} />}
      <div className="row">
        <button type="submit" className="button button-main" disabled={form.busy} data-testid="birth-date-tell">{guardian.tell}</button>
        {onCancel && <button type="button" className="button button-bare" onClick={onCancel}>{words.common.cancel}</button>}
      </div>
    </form>
  );
}
