import { useState } from "react";
import { signIn } from "../api/identity";
import { useMe } from "../app/session";
import { Dialog } from "../ui/dialog";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { PasswordField } from "./password_field";
import { useForm } from "./use_form";

/** Asks for the password again when the API wants a fresh sign-in, then lets the caller repeat its call. */
export function StepUp({ onDone, onClose }: { onDone: () => Promise<unknown>; onClose: () => void }) {
  const words = useWords();
  const person = useMe();
  const [password, setPassword] = useState("");
  const form = useForm(async () => {
    await signIn(person.data?.value.email ?? "", password);
    await onDone();
    onClose();
  }, () => ({ "/password": password ? null : words.account.required }));
  return (
    <Dialog title={words.account.stepUpTitle} onClose={onClose} testId="step-up">
      <form className="stack" onSubmit={form.submit} noValidate>
        <p>{words.account.stepUpText}</p>
        <input type="hidden" autoComplete="username" value={person.data?.value.email ?? ""} readOnly />
        {form.error !== null && <ProblemPanel error={form.error} shown={["/password"]} />}
        <PasswordField value={password} onChange={setPassword} error={form.beside("/password")} testId="step-up-password" />
        <div className="row">
          <button type="submit" className="button button-main" disabled={form.busy || !person.data} data-testid="step-up-submit">{words.account.confirm}</button>
          <button type="button" className="button button-plain" onClick={onClose}>{words.common.cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
