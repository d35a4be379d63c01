import { useState } from "react";
import { payoutHold, setPayoutHold, type PayoutHold } from "../api/fraud";
import { useForm } from "../account/use_form";
import { Field } from "../ui/field";
import { ReasonDialog } from "../ui/reason_dialog";
import { useWords } from "../words";

/** Whether somebody is paid: looked up by the person's id, held and released with a reason. */
export function PayoutHoldForm() {
  const { office } = useWords();
  const said = office.fraud;
  const [userId, setUserId] = useState("");
  const [found, setFound] = useState<PayoutHold | null>(null);
  const [asked, setAsked] = useState<"hold" | "release" | null>(null);
  const form = useForm(async () => setFound(await payoutHold(userId.trim())), () => ({ "/user": userId.trim() === "" ? said.personBad : null }));
  return (
    <section className="stack-tight">
      <form className="panel stack office-narrow" noValidate onSubmit={form.submit} data-testid="hold-form">
        <div className="stack-tight"><h2>{said.holdTitle}</h2><p className="small soft">{said.holdHint}</p></div>
        <Field label={said.person} value={userId} autoComplete="off" onChange={(event) => setUserId(event.target.value)} error={form.beside("/user")} testId="hold-person" />
        <div><button type="submit" className="button" disabled={form.busy} data-testid="hold-look">{said.look}</button></div>
      </form>
      {found && (
        <div className="row" data-testid="hold-found">
          <p>{found.held_why === null ? said.notHeld : said.held(found.held_why)}</p>
          <button type="button" className="button button-small" onClick={() => setAsked(found.held_why === null ? "hold" : "release")} data-testid="hold-change">{found.held_why === null ? said.hold : said.release}</button>
        </div>
      )}
      {found && asked && <ReasonDialog title={asked === "hold" ? said.hold : said.release} action={asked === "hold" ? said.hold : said.release} danger={asked === "hold"} presets={[]} act={async (reason) => setFound(await setPayoutHold(found.user_id, asked, reason))} onClose={() => setAsked(null)} testId="hold-dialog" />}
    </section>
  );
}
