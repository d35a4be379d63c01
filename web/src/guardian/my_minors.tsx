import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { consentTo, endConsent, type Limit, type Minor } from "../api/guardians";
import { Confirm } from "../ui/confirm";
import { Dialog } from "../ui/dialog";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { LimitList } from "./limit_list";
import { LimitsForm } from "./limits_form";
import { MINORS, useMinors } from "./queries";

/** An adult's side: who asks, and for whom one answers. */
export function MyMinors() {
  const { words: { guardian } } = useSpeech();
  const minors = useMinors(true);
  const items = minors.data?.items ?? [];
  return (
    <section className="panel stack" aria-labelledby="my-minors">
      <div className="stack-tight"><h2 id="my-minors">{guardian.minors}</h2><p className="soft">{guardian.minorsHint}</p></div>
      {minors.isError && <ProblemPanel error={minors.error} retry={minors.refetch} />}
      {minors.isPending && <div className="skeleton money-line" />}
      {minors.isSuccess && items.length === 0 && <p className="soft" data-testid="no-minors">{guardian.noMinors}</p>}
      {items.length > 0 && <ul className="money-list">{items.map((one) => <Row key={one.minor_id} one={one} />)}</ul>}
    </section>
  );
}

function Row({ one }: { one: Minor }) {
  const { words: { guardian }, formats } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const [asked, setAsked] = useState<"limits" | "end" | null>(null);
  const agreed = one.state === "consented";
  const close = () => setAsked(null);
  const refresh = () => client.invalidateQueries({ queryKey: MINORS });
  const send = async (limits: Limit[]) => {
    await consentTo(one.minor_id, limits);
    close();
    say(guardian.agreed(one.name));
    await refresh();
  };
  const end = async () => {
    await endConsent(one.minor_id);
    say(agreed ? guardian.withdrawn : guardian.refusedNow);
    await refresh();
  };
  return (
    <li className="money-row" data-testid="minor" data-state={one.state}>
      <div className="stack-tight">
        <p className="row"><strong className="money-words">{one.name}</strong><span className={agreed ? "badge badge-good" : "badge"}>{guardian.states[one.state]}</span></p>
        <LimitList limits={one.limits} />
        <p className="small soft">{one.until === null ? guardian.askedOn(formats.date(one.asked_at)) : guardian.until(formats.day(one.until))}</p>
      </div>
      <div className="row">
        <button type="button" className={agreed ? "button button-plain button-small" : "button button-main button-small"} onClick={() => setAsked("limits")} data-testid="minor-agree">{agreed ? guardian.changeLimit : guardian.agree}</button>
        <button type="button" className="button button-plain button-small" onClick={() => setAsked("end")} data-testid="minor-end">{agreed ? guardian.withdraw : guardian.refuse}</button>
      </div>
      {asked === "limits" && (
        <Dialog title={guardian.agreeTitle(one.name)} onClose={close} testId="limits-dialog">
          <p>{guardian.agreeText}</p>
          <LimitsForm before={one.limits} action={agreed ? guardian.saveLimit : guardian.agree} send={send} onCancel={close} />
        </Dialog>
      )}
      {asked === "end" && <Confirm title={agreed ? guardian.withdrawTitle(one.name) : guardian.refuseTitle(one.name)} text={agreed ? guardian.withdrawText : guardian.refuseText} action={agreed ? guardian.withdraw : guardian.refuse} onConfirm={end} onClose={close} testId="end-consent" />}
    </li>
  );
}
