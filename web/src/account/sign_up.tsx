import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { signUp, terms } from "../api/identity";
import { usePageTitle } from "../app/page_title";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { Gate } from "./gate";
import { keepForConfirmation } from "./just_signed_up";
import { PasswordField } from "./password_field";
import { looksLikeEmail, useForm } from "./use_form";

const SHOWN = ["/email", "/password", "/display_name", "/terms_version"];
const LEAST_PASSWORD = 10;

export default function SignUp() {
  const { words, locale } = useSpeech();
  const { account } = words;
  usePageTitle(words.nav.signUp);
  const [, go] = useLocation();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const [accepted, setAccepted] = useState(false);
  const current = useQuery({ queryKey: ["terms"], queryFn: terms, staleTime: 300_000 });
  const form = useForm(async () => {
    const answer = await signUp({ email: email.trim(), password, display_name: name.trim(), terms_version: current.data?.version ?? "", locale });
    keepForConfirmation(email.trim(), password);
    go(`/sign-up/confirm?email=${encodeURIComponent(email.trim())}&to=${encodeURIComponent(answer.code_sent_to)}`);
  }, () => ({
    "/display_name": name.trim() ? null : account.required,
    "/email": looksLikeEmail(email) ? null : account.invalidEmail,
    "/password": password.length >= LEAST_PASSWORD ? null : account.shortPassword,
    "/terms_version": accepted ? null : account.acceptNeeded,
  }));
  const termsError = form.beside("/terms_version");
  return (
    <Gate title={account.signUpTitle} foot={<>{account.haveAccount} <Link href="/sign-in">{words.nav.signIn}</Link></>}>
      <form className="stack" onSubmit={form.submit} noValidate data-testid="sign-up-form">
        {form.error !== null && <ProblemPanel error={form.error} shown={SHOWN} />}
        {current.isError && <ProblemPanel error={current.error} retry={current.refetch} />}
        <Field label={account.displayName} hint={account.displayNameHint} autoComplete="nickname" required maxLength={50} value={name} onChange={(event) => setName(event.target.value)} error={form.beside("/display_name")} testId="display-name" />
        <Field label={account.email} type="email" autoComplete="email" required value={email} onChange={(event) => setEmail(event.target.value)} error={form.beside("/email")} testId="email" />
        <PasswordField fresh value={password} onChange={setPassword} hint={account.passwordHint} error={form.beside("/password")} />
        <div className="field">
          <label className="check"><input type="checkbox" checked={accepted} onChange={(event) => setAccepted(event.target.checked)} aria-invalid={termsError ? true : undefined} data-testid="accept-terms" />
            <span>{account.accept} {current.data && <Link href="/terms" target="_blank" className="small" data-testid="terms-link">({account.version(current.data.version)})</Link>}</span></label>
          {termsError && <p className="field-error" role="alert" data-testid="accept-terms-error">{termsError}</p>}
        </div>
        <button type="submit" className="button button-main" disabled={form.busy || !current.data} data-testid="submit">{account.submitSignUp}</button>
      </form>
    </Gate>
  );
}
