import { useState } from "react";
import { useForm } from "../../account/use_form";
import { setRules } from "../../api/moderation";
import type { Rules } from "../../chat/protocol";
import { Choices, Field } from "../../ui/field";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useFormats, useWords } from "../../words";
import { useRefreshRoom } from "./room_queries";

const SLOW = [0, 3, 5, 10, 30, 60, 120, 300]; // seconds
const SHOWN = ["/reason"];

/** Who may speak and how often. Everybody in the room sees it at once. */
export function RulesForm({ roomId, rules }: { roomId: string; rules: Rules }) {
  const words = useWords();
  const { settings } = words.moderation;
  const formats = useFormats();
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const [next, setNext] = useState(rules);
  const [reason, setReason] = useState(settings.reasonDefault);
  const form = useForm(async () => {
    await setRules(roomId, next, reason.trim());
    await refresh();
    say(words.common.saved);
  }, () => ({ "/reason": reason.trim() ? null : words.account.required }));
  const steps = SLOW.includes(next.slow_seconds) ? SLOW : [...SLOW, next.slow_seconds].toSorted((a, b) => a - b);
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="rules-form">
      <h2>{settings.rules}</h2>
      <label className="field retention">
        <span className="legend">{settings.slow}</span>
        <select className="input" value={next.slow_seconds} onChange={(event) => setNext({ ...next, slow_seconds: Number(event.target.value) })} data-testid="slow-seconds">
          {steps.map((seconds) => <option key={seconds} value={seconds}>{seconds === 0 ? settings.off : formats.span(seconds)}</option>)}
        </select>
      </label>
      <Choices legend={settings.audience} name="audience" value={next.audience} onChange={(audience) => setNext({ ...next, audience })}
        options={[{ value: "everyone", label: settings.everyone }, { value: "followers", label: settings.followers }, { value: "subscribers", label: settings.subscribers }]} />
      <Choices legend={settings.links} name="links" value={next.links} onChange={(links) => setNext({ ...next, links })}
        options={[{ value: "allowed", label: settings.allowed }, { value: "approval", label: settings.approval }]} />
      <Field label={settings.reasonLabel} maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} error={form.beside("/reason")} testId="rules-reason" />
      {form.error !== null && <ProblemPanel error={form.error} shown={SHOWN} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="rules-save">{words.common.save}</button></div>
    </form>
  );
}
