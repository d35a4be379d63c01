import { useState } from "react";
import { Field } from "../ui/field";
import { useWords } from "../words";

export function PasswordField({ value, onChange, error, hint, fresh = false, testId = "password" }: {
  value: string; onChange: (value: string) => void; error?: string | null; hint?: string; fresh?: boolean; testId?: string;
}) {
  const { account } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <Field label={account.password} type={shown ? "text" : "password"} autoComplete={fresh ? "new-password" : "current-password"} required value={value}
      onChange={(event) => onChange(event.target.value)} error={error} hint={hint} testId={testId}
      beside={<button type="button" className="button button-plain" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? account.hide : account.show}</button>} />
  );
}
