import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { closeMonth } from "../api/office";
import { useForm } from "../account/use_form";
import { Refusal } from "../money/refusal";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { useToast } from "../ui/toasts";
import { useFormats, useWords } from "../words";

export const SHORTEST_REASON = 3; // characters, as the API takes them

/** Closing cannot be undone: the month is typed, and a reason is kept. */
export function CloseDialog({ period, onClose }: { period: string; onClose: () => void }) {
  const { office, common } = useWords();
  const { months } = office;
  const formats = useFormats();
  const client = useQueryClient();
  const say = useToast();
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const form = useForm(async () => {
    await closeMonth(period, reason.trim());
    say(months.closed);
    onClose();
    await client.invalidateQueries({ queryKey: ["mine", "office"] });
  }, () => ({ "/typed": typed.trim() === period ? null : months.closeTypeBad(period), "/reason": reason.trim().length >= SHORTEST_REASON ? null : office.reasonBad }));
  return (
    <Dialog title={months.closeTitle(formats.month(period))} onClose={onClose} testId="close-dialog">
      <form className="stack" noValidate onSubmit={form.submit}>
        <p>{months.closeText}</p>
        <Field label={months.closeType(period)} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} error={form.beside("/typed")} testId="close-typed" />
        <Field label={office.reason} hint={office.reasonHint} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} error={form.beside("/reason")} testId="close-reason" />
        {form.error !== null && <Refusal error={form.error} said={office.refusals} />}
        <div className="row">
          <button type="submit" className="button button-danger" disabled={form.busy} data-testid="close-yes">{months.close}</button>
          <button type="button" className="button button-bare" onClick={onClose}>{common.cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
