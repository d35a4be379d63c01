import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { confirmSignUp, resendCode, signIn } from "../api/identity";
import { usePageTitle } from "../app/page_title";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { Gate } from "./gate";
import { takePasswordOf } from "./just_signed_up";
import { looksLikeEmail, useForm } from "./use_form";

const WAIT_SECONDS = 30;

export default function ConfirmSignUp() {
  const words = useWords();
  const { account } = words;
  usePageTitle(account.codeTitle);
  const [, go] = useLocation();
  const params = new URLSearchParams(useSearch());
  const known = params.get("email") ?? "";
  const [email, setEmail] = useState(known);
  const [code, setCode] = useState("");
  const form = useForm(async () => {
    await confirmSignUp(email.trim(), code.trim());
    const password = takePasswordOf(email.trim());
    if (password === null) {
      go(`/sign-in?confirmed&email=${encodeURIComponent(email.trim())}`);
      return;
    }
    await signIn(email.trim(), password);
    go("/account", { replace: true });
  }, () => ({ "/email": looksLikeEmail(email) ? null : account.invalidEmail, "/code": /^\d{6}$/.test(code.trim()) ? null : account.codeHint }));
  return (
    <Gate title={account.codeTitle}>
      <form className="stack" onSubmit={form.submit} noValidate data-testid="confirm-form">
        {known && <p data-testid="code-sent">{account.codeSent(params.get("to") ?? known)}</p>}
        {form.error !== null && <ProblemPanel error={form.error} shown={["/code", "/email"]} />}
        {!known && <Field label={account.email} type="email" autoComplete="email" value={email} onChange={(event) => setEmail(event.target.value)} error={form.beside("/email")} testId="email" />}
        <Field label={account.code} hint={account.codeHint} inputMode="numeric" autoComplete="one-time-code" maxLength={6} className="input code-input" value={code} onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))} error={form.beside("/code")} testId="code" />
        <button type="submit" className="button button-main" disabled={form.busy} data-testid="submit">{account.confirm}</button>
        <Resend email={email.trim()} />
      </form>
    </Gate>
  );
}

function Resend({ email }: { email: string }) {
  const { account } = useWords();
  const [wait, setWait] = useState(0);
  const [sent, setSent] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (wait === 0) return undefined;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const resend = async () => {
    setError(null);
    try {
      await resendCode(email);
      setSent(true);
      setWait(WAIT_SECONDS);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <div className="stack-tight">
      {error !== null && <ProblemPanel error={error} />}
      <p role="status" className="small soft">{sent && account.resent} {wait > 0 && <span className="numbers" aria-hidden="true">{account.resendIn(wait)}</span>}</p>
      <button type="button" className="button button-bare" disabled={wait > 0 || !looksLikeEmail(email)} onClick={resend} data-testid="resend">{account.resend}</button>
    </div>
  );
}
