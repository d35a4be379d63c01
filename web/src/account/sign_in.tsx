import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { signIn } from "../api/identity";
import { isProblem } from "../api/problem";
import { usePageTitle } from "../app/page_title";
import { nextPath } from "../app/session";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { Gate } from "./gate";
import { PasswordField } from "./password_field";
import { looksLikeEmail, useForm } from "./use_form";

const UNCONFIRMED = "user_not_confirmed";

export default function SignIn() {
  const words = useWords();
  const { account } = words;
  usePageTitle(words.nav.signIn);
  const [, go] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  const [email, setEmail] = useState(params.get("email") ?? "");
  const [password, setPassword] = useState("");
  const form = useForm(async () => {
    try {
      await signIn(email.trim(), password);
      go(nextPath(search), { replace: true });
    } catch (error) {
      if (!isProblem(error, UNCONFIRMED)) throw error;
      go(`/sign-up/confirm?email=${encodeURIComponent(email.trim())}`);
    }
  }, () => ({ "/email": looksLikeEmail(email) ? null : account.invalidEmail, "/password": password ? null : account.required }));
  return (
    <Gate title={account.signInTitle} foot={<>{account.noAccount} <Link href="/sign-up" data-testid="to-sign-up">{words.nav.signUp}</Link></>}>
      <form className="stack" onSubmit={form.submit} noValidate data-testid="sign-in-form">
        {params.has("confirmed") && <p className="notice notice-good" role="status">{account.confirmed}</p>}
        {form.error !== null && <ProblemPanel error={form.error} shown={["/email", "/password"]} />}
        <Field label={account.email} type="email" autoComplete="email" required value={email} onChange={(event) => setEmail(event.target.value)} error={form.beside("/email")} testId="email" />
        <PasswordField value={password} onChange={setPassword} error={form.beside("/password")} />
        <button type="submit" className="button button-main" disabled={form.busy} data-testid="submit">{account.submitSignIn}</button>
      </form>
    </Gate>
  );
}
