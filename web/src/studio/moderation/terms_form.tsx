import { useId, useState } from "react";
import { useForm } from "../../account/use_form";
import { setTerms } from "../../api/moderation";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";
import { areTerms, linesOf } from "./lines";
import { useRefreshRoom } from "./room_queries";

/** What holds a message in this room, a term a line. */
export function TermsForm({ roomId, terms }: { roomId: string; terms: string[] }) {
  const words = useWords();
  const { settings } = words.moderation;
  const id = useId();
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const [text, setText] = useState(terms.join("\n"));
  const next = linesOf(text);
  const form = useForm(async () => {
    await setTerms(roomId, next);
    await refresh();
    say(words.common.saved);
  }, () => ({ "/terms": areTerms(next) ? null : settings.termsWrong }));
  const error = form.beside("/terms");
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="terms-form">
      <h2 id={`${id}-name`}>{settings.terms}</h2>
      <div className="field">
        <textarea className="input" rows={6} value={text} onChange={(event) => setText(event.target.value)} aria-labelledby={`${id}-name`} aria-describedby={`${id}-hint`} aria-invalid={error ? true : undefined} spellCheck={false} data-testid="terms" />
        <p className="field-hint" id={`${id}-hint`}>{settings.termsHint}</p>
        {error && <p className="field-error" role="alert" data-testid="terms-error">{error}</p>}
      </div>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/terms"]} />}
      <div className="spread"><button type="submit" className="button button-main" disabled={form.busy} data-testid="terms-save">{words.common.save}</button><span className="small faint numbers">{settings.termsCount(next.length)}</span></div>
    </form>
  );
}
