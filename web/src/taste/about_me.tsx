import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeTaste, type Taste, type TasteChange } from "../api/tastes";
import { useForm } from "../account/use_form";
import { Refusal } from "../money/refusal";
import { Choices, Field } from "../ui/field";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { LISTS, TASTE } from "./queries";

type Gender = "none" | "F" | "M" | "X";
const YOUNGEST = 14;
const OLDEST = 120;

/** Services, region, time zone; age and gender only with consent. */
export function AboutMe({ told, offered }: { told: Taste; offered: readonly string[] }) {
  const { taste } = useWords();
  const client = useQueryClient();
  const say = useToast();
  const [providers, setProviders] = useState(told.providers.join(", "));
  const [region, setRegion] = useState(told.region ?? "");
  const [zone, setZone] = useState(told.region === null && told.time_zone === "UTC" ? Intl.DateTimeFormat().resolvedOptions().timeZone : told.time_zone);
  const [consent, setConsent] = useState(told.demographics);
  const [gender, setGender] = useState<Gender>(told.gender ?? "none");
  const [age, setAge] = useState("");
  const named = [...new Set(providers.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean))];
  const turn = (name: string) => setProviders((named.includes(name) ? named.filter((one) => one !== name) : [...named, name]).join(", "));
  const change = (): TasteChange => ({
    providers: named, region: region.trim() === "" ? null : region.trim(), time_zone: zone, demographics: consent,
    ...(consent ? { gender: gender === "none" ? null : gender, ...(age.trim() === "" ? {} : { age: Number(age) }) } : {}),
  });
  const send = async () => {
    client.setQueryData(TASTE, await changeTaste(change()));
    await client.invalidateQueries({ queryKey: LISTS });
    setAge("");
    say(taste.saved);
  };
  const form = useForm(send, () => ({
    "/region": region.trim() === "" || /^[A-Z]{2}$/.test(region.trim()) ? null : taste.regionWrong,
    "/age": !consent || age.trim() === "" || (/^\d+$/.test(age.trim()) && Number(age) >= YOUNGEST && Number(age) <= OLDEST) ? null : taste.ageWrong,
  }));
  const kept = told.age_band === null ? undefined : taste.bands[told.age_band];
  return (
    <form className="panel stack" noValidate onSubmit={form.submit} data-testid="about-me">
      <h2>{taste.mine}</h2>
      <Field label={taste.servicesLabel} hint={taste.servicesHint} value={providers} onChange={(event) => setProviders(event.target.value)} autoComplete="off" error={form.beside("/providers")} testId="taste-providers" />
      {offered.length > 0 && <div className="row" role="group" aria-label={taste.servicesLabel}>{offered.map((name) => <button key={name} type="button" className="tab" aria-pressed={named.includes(name)} onClick={() => turn(name)} data-testid={`provider-${name}`}>{name}</button>)}</div>}
      <Field label={taste.region} hint={taste.regionHint} value={region} onChange={(event) => setRegion(event.target.value.toUpperCase())} maxLength={2} autoComplete="country" error={form.beside("/region")} testId="taste-region" />
      <Field label={taste.zone} value={zone} onChange={(event) => setZone(event.target.value)} autoComplete="off" error={form.beside("/time_zone")} testId="taste-zone" />
      <label className="check"><input type="checkbox" checked={consent} onChange={(event) => setConsent(event.target.checked)} data-testid="taste-consent" /><span>{taste.consent}<small>{taste.consentHint}</small></span></label>
      {consent && (
        <div className="stack">
          <Choices legend={taste.gender} name="taste-gender" value={gender} onChange={setGender} options={(["none", "F", "M", "X"] as const).map((value) => ({ value, label: taste.genders[value] }))} />
          <Field label={taste.age} hint={kept === undefined ? taste.ageHint : `${taste.band(kept)}. ${taste.ageHint}`} value={age} onChange={(event) => setAge(event.target.value)} inputMode="numeric" maxLength={3} autoComplete="off" error={form.beside("/age")} testId="taste-age" />
        </div>
      )}
      {form.error !== null && <Refusal error={form.error} said={taste.refusals} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="taste-save">{taste.save}</button></div>
    </form>
  );
}
