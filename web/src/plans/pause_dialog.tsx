import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { pause, type Subscription } from "../api/plans";
import { useForm } from "../account/use_form";
import { Refusal } from "../money/refusal";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { pauseDays } from "./standing";

/** Until which day nothing is charged. */
export function PauseDialog({ one, onClose }: { one: Subscription; onClose: () => void }) {
  const { plans, common } = useWords();
  const client = useQueryClient();
  const say = useToast();
  const [{ first, last }] = useState(() => pauseDays(Date.now()));
  const [until, setUntil] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const form = useForm(async () => {
    await pause(one.slot, `${until}T00:00:00Z`, `${key}-${until}`);
    say(plans.pausedToast);
    onClose();
    await client.invalidateQueries({ queryKey: ["mine"] });
  }, () => ({ "/until": until >= first && until <= last ? null : plans.pauseBad }));
  return (
    <Dialog title={plans.pauseTitle} onClose={onClose} testId="pause-dialog">
      <form className="stack" noValidate onSubmit={form.submit}>
        <p>{plans.pauseText}</p>
        <Field label={plans.pauseUntil} type="date" min={first} max={last} value={until} onChange={(event) => setUntil(event.target.value)} error={form.beside("/until")} testId="pause-until" />
        {form.error !== null && <Refusal error={form.error} said={plans.refusals} />}
        <div className="row">
          <button type="submit" className="button button-main" disabled={form.busy} data-testid="pause-yes">{plans.pause}</button>
          <button type="button" className="button button-bare" onClick={onClose}>{common.cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
