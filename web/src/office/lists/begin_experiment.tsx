import { useState } from "react";
import { beginExperiment } from "../../api/lists_office";
import type { Kind } from "../../api/tastes";
import { useForm } from "../../account/use_form";
import { Refusal } from "../../money/refusal";
import { Dialog } from "../../ui/dialog";
import { Choices, Field } from "../../ui/field";
import { useWords } from "../../words";
import { SHORTEST_REASON } from "../close_dialog";

const WHATS = ["demographics", "live_signals", "model"] as const;
const KINDS = ["title", "channel", "product"] as const;
const HALF = 0.5;
const HOURS = 24;

/** Two halves of the people: without, which is the control, and with. */
export function BeginExperiment({ begun, onClose }: { begun: () => Promise<void>; onClose: () => void }) {
  const { lists, office } = useWords();
  const [name, setName] = useState("demographics");
  const [kind, setKind] = useState<Kind>("title");
  const [what, setWhat] = useState<(typeof WHATS)[number]>("demographics");
  const [reason, setReason] = useState("");
  const arms = [{ name: "without", share: HALF, settings: { [what]: false } }, { name: "with", share: HALF, settings: {} }];
  const form = useForm(async () => {
    await beginExperiment({ name: name.trim(), kind, arms, outcome: "played", window_hours: HOURS, reason: reason.trim() });
    await begun();
    onClose();
  }, () => ({ "/name": /^[a-z0-9][a-z0-9-]{1,39}$/.test(name.trim()) ? null : lists.nameBad, "/reason": reason.trim().length >= SHORTEST_REASON ? null : office.reasonBad }));
  return (
    <Dialog title={lists.beginTitle} onClose={onClose} testId="experiment-form">
      <form className="stack" noValidate onSubmit={form.submit}>
        <Field label={lists.name} hint={lists.nameHint} value={name} onChange={(event) => setName(event.target.value)} error={form.beside("/name")} autoComplete="off" testId="experiment-name" />
        <Choices legend={lists.kind} name="experiment-kind" value={kind} onChange={setKind} options={KINDS.map((value) => ({ value, label: lists.kinds[value] ?? value }))} />
        <Choices legend={lists.what} name="experiment-what" value={what} onChange={setWhat} options={WHATS.map((value) => ({ value, label: lists.whats[value] ?? value, hint: lists.whatHints[value] ?? "" }))} />
        <Field label={office.reason} hint={office.reasonHint} value={reason} onChange={(event) => setReason(event.target.value)} error={form.beside("/reason")} autoComplete="off" maxLength={500} testId="experiment-reason" />
        {form.error !== null && <Refusal error={form.error} said={lists.refusals} />}
        <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="experiment-send">{lists.begin}</button></div>
      </form>
    </Dialog>
  );
}
