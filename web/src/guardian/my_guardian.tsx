import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askGuardian, takeRequestBack, type GuardianRequest } from "../api/guardians";
import { looksLikeEmail, useForm } from "../account/use_form";
import { Refusal } from "../money/refusal";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { LimitList } from "./limit_list";
import { REQUESTS, useRequests } from "./queries";

/** A minor's side: whom to ask, and what they said. */
export function MyGuardian() {
  const { words: { guardian } } = useSpeech();
  const requests = useRequests(true);
  const items = requests.data?.items ?? [];
  const consented = items.some((one) => one.state === "consented");
  return (
    <section className="panel stack" aria-labelledby="my-guardian">
      <div className="stack-tight"><h2 id="my-guardian">{guardian.mine}</h2><p className="soft">{guardian.mineHint}</p></div>
      {requests.isError && <ProblemPanel error={requests.error} retry={requests.refetch} />}
      {requests.isPending && <div className="skeleton money-line" />}
      {items.length > 0 && <ul className="money-list">{items.map((one) => <Request key={one.email} one={one} />)}</ul>}
      {requests.isSuccess && !consented && <Ask />}
    </section>
  );
}

function Request({ one }: { one: GuardianRequest }) {
  const { words: { guardian }, formats } = useSpeech();
  const client = useQueryClient();
  const form = useForm(async () => {
    await takeRequestBack(one.email);
    await client.invalidateQueries({ queryKey: REQUESTS });
  });
  return (
    <li className="money-row" data-testid="guardian-request" data-state={one.state}>
      <div className="stack-tight">
        <p className="row"><strong className="money-words">{one.guardian_name === "" ? one.email : one.guardian_name}</strong><span className={one.state === "consented" ? "badge badge-good" : "badge"}>{guardian.states[one.state]}</span></p>
        <p className="small soft">{guardian.askedOn(formats.date(one.asked_at))}</p>
        <LimitList limits={one.limits} />
        {form.error !== null && <Refusal error={form.error} />}
      </div>
      {one.state === "open" && <form onSubmit={form.submit}><button type="submit" className="button button-plain button-small" disabled={form.busy} data-testid="request-take-back">{guardian.takeRequestBack}</button></form>}
    </li>
  );
}

function Ask() {
  const { words: { guardian, account } } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const [email, setEmail] = useState("");
  const form = useForm(async () => {
    await askGuardian(email.trim());
    setEmail("");
    say(guardian.asked);
    await client.invalidateQueries({ queryKey: REQUESTS });
  }, () => ({ "/email": looksLikeEmail(email) ? null : account.invalidEmail }));
  return (
    <form className="stack" noValidate onSubmit={form.submit}>
      <Field label={guardian.email} hint={guardian.emailHint} type="email" autoComplete="off" maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={form.beside("/email")} testId="guardian-email" />
      {form.error !== null && <Refusal error={form.error} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="guardian-ask">{guardian.ask}</button></div>
    </form>
  );
}
