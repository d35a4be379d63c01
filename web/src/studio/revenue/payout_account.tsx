import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { onboard, payoutAccount, setTaxProfile, type PayoutAccount } from "../../api/payouts";
import { useForm } from "../../account/use_form";
import { Refusal } from "../../money/refusal";
import { Choices, Field } from "../../ui/field";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useSpeech, useWords } from "../../words";
import { countries } from "./countries";
import { percentOf } from "./waterfall";

const ACCOUNT = { queryKey: ["mine", "payout-account"] };
const LOOK_MS = 5000;
const TOKEN = /^tok_[A-Za-z0-9]{8,64}$/;

/** Where the owner is paid: the tax profile with what follows from it, and the account at the payment company. */
export function PayoutAccountPanel({ channelId }: { channelId: string }) {
  const { revenue } = useWords();
  const found = useQuery({ ...ACCOUNT, queryFn: payoutAccount, refetchInterval: LOOK_MS });
  return (
    <section className="panel stack" aria-labelledby="payout-account" data-testid="payout-account" data-hold={found.data?.hold}>
      <h2 id="payout-account">{revenue.account}</h2>
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.isPending && <div className="skeleton money-place" />}
      {found.data && (
        <div className="payee">
          <TaxProfileForm key={`${found.data.country ?? ""}-${found.data.kind ?? ""}`} account={found.data} />
          <Bank account={found.data} channelId={channelId} />
        </div>
      )}
    </section>
  );
}

function Consequence({ account }: { account: PayoutAccount }) {
  const { words: { revenue: { consequence } } } = useSpeech();
  const income = percentOf(account.income_tax_rate);
  const text = account.country === null ? consequence.none : income === 0 ? consequence.free : consequence.held(`${income} %`, `${percentOf(account.local_tax_rate)} %`);
  return <p className={`notice small ${account.country === null ? "" : "notice-good"}`} data-testid="tax-consequence">{text}</p>;
}

function TaxProfileForm({ account }: { account: PayoutAccount }) {
  const { words: { revenue, common }, locale } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const known = useMemo(() => countries(locale), [locale]);
  const [country, setCountry] = useState(account.country ?? "");
  const [kind, setKind] = useState(account.kind ?? "individual");
  const [token, setToken] = useState("");
  const form = useForm(async () => {
    client.setQueryData(ACCOUNT.queryKey, await setTaxProfile({ country, kind, tax_reference: token.trim() }));
    say(common.saved);
    await client.invalidateQueries({ queryKey: ["mine", "payouts-next"] });
  }, () => ({ "/country": country === "" ? revenue.countryBad : null, "/tax_reference": TOKEN.test(token.trim()) ? null : revenue.referenceBad }));
  const wrong = form.beside("/country");
  return (
    <form className="stack" noValidate onSubmit={form.submit} data-testid="tax-profile">
      <h3>{revenue.profile}</h3>
      <div className="field">
        <label htmlFor="tax-country">{revenue.country}</label>
        <select id="tax-country" className="input" value={country} onChange={(event) => setCountry(event.target.value)} aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? "tax-country-error" : undefined} data-testid="tax-country">
          <option value="">–</option>
          {known.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </select>
        {wrong && <p className="field-error" id="tax-country-error" role="alert">{wrong}</p>}
      </div>
      <Choices legend={revenue.kind} name="tax-kind" value={kind} onChange={setKind} options={(["individual", "business"] as const).map((value) => ({ value, label: revenue.kinds[value], hint: revenue.kindHints[value] }))} />
      <Field label={revenue.reference} hint={revenue.referenceHint} value={token} autoComplete="off" spellCheck={false} onChange={(event) => setToken(event.target.value)} error={form.beside("/tax_reference")} testId="tax-reference" />
      {form.error !== null && <ProblemPanel error={form.error} shown={["/country", "/tax_reference"]} />}
      <p className="small soft">{revenue.profileHint}</p>
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="tax-save">{revenue.saveProfile}</button></div>
      <Consequence account={account} />
    </form>
  );
}

function Bank({ account, channelId }: { account: PayoutAccount; channelId: string }) {
  const { revenue } = useWords();
  const key = useRef<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const state = account.payouts_enabled ? "ready" : account.has_account ? "waiting" : "none";
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      key.current ??= crypto.randomUUID();
      window.location.assign((await onboard(`/studio/${channelId}/revenue`, key.current)).url);
    } catch (failure) {
      key.current = null;
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <div className="stack" data-testid="payout-bank" data-state={state}>
      <h3>{revenue.bank}</h3>
      <p><span className={`badge ${state === "ready" ? "badge-good" : "badge-busy"}`}>{revenue.bankStates[state]}</span></p>
      <p className="soft">{revenue.bankHints[state]}</p>
      {account.hold === "held_by_operator" && <p className="notice">{revenue.says["held_by_operator"]}</p>}
      {error !== null && <Refusal error={error} said={revenue.refusals} />}
      {state !== "ready" && <div><button type="button" className="button button-main" disabled={busy || account.country === null} aria-describedby={account.country === null ? "onboard-first" : undefined} onClick={() => void go()} data-testid="onboard">{state === "none" ? revenue.onboard : revenue.onboardAgain}</button></div>}
      {account.country === null && <p className="small faint" id="onboard-first">{revenue.onboardFirst}</p>}
    </div>
  );
}
