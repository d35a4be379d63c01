import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { act, cardPage, payInvoice, plans as askPlans, type Subscription } from "../api/plans";
import { amountText } from "../money/amounts";
import { Refusal } from "../money/refusal";
import { Confirm } from "../ui/confirm";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { ChangeDialog } from "./change_dialog";
import { PauseDialog } from "./pause_dialog";
import { SUBSCRIPTIONS } from "./queries";
import { comesNext, isLive, standingOf } from "./standing";

const LOOKS: Record<string, string> = { trialing: "badge-good", active: "badge-good", past_due: "badge-bad", paused: "badge-busy", ending: "badge-busy" };

/** One subscription: what it is, how it stands in one sentence, and what can be done about it now. */
export function SubscriptionCard({ one }: { one: Subscription }) {
  const { words: { plans } } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const keys = useRef(new Map<string, string>()); // the same on every try of one deed
  const [open, setOpen] = useState<"change" | "pause" | "cancel" | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = plans.names[one.product] ?? one.product;
  const told = standingOf(one);
  const look = told.kind === "ending" ? "ending" : one.state;
  const next = comesNext(one);
  const again = () => client.invalidateQueries({ queryKey: ["mine"] });
  const keyOf = (what: string) => keys.current.get(what) ?? keys.current.set(what, crypto.randomUUID()).get(what) ?? "";
  const done = async (what: string, changed: Promise<unknown>, said: string) => {
    await changed;
    keys.current.delete(what);
    say(said);
    await again();
  };
  const press = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await deed();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const swap = (changed: Subscription) => client.setQueryData<Subscription[]>(SUBSCRIPTIONS.queryKey, (all) => all?.map((it) => (it.slot === changed.slot ? changed : it)));
  const simple = (what: "cancel" | "keep" | "resume", said: string) => done(what, act(one.slot, what, keyOf(what)).then(swap), said);
  const card = async () => window.location.assign((await cardPage("/account/subscriptions")).url);
  const live = isLive(one);
  return (
    <section className="panel sub" aria-labelledby={`sub-${one.slot}`} data-testid="subscription" data-slot={one.slot} data-state={look} data-product={one.product}>
      <div className="spread">
        <h2 id={`sub-${one.slot}`}>{plans.names[live ? one.paid_product ?? one.product : one.product] ?? name}</h2>
        <span className="row">{one.months > 1 && <span className="small soft">{plans.months(one.months)}</span>}<span className={`badge ${LOOKS[look] ?? ""}`}>{plans.states[look]}</span></span>
      </div>
      <Sentence one={one} />
      {next !== null && one.renews_at !== null && <NextProduct name={plans.names[next] ?? next} on={one.renews_at} />}
      {one.channel_id !== null && <p className="small"><Link href={`/watch/live/${one.channel_id}`}>{plans.channelOf}</Link></p>}
      {error !== null && <Refusal error={error} said={plans.refusals} />}
      {live && (
        <div className="sub-tools">
          {one.state === "past_due" && one.open_invoice !== null && <button type="button" className="button button-main button-small" disabled={busy} onClick={() => void press(() => done("pay", payInvoice(one.open_invoice ?? "", keyOf("pay")), plans.paidToast))} data-testid="sub-pay">{plans.payNow}</button>}
          {one.ends_at_renewal && <button type="button" className="button button-main button-small" disabled={busy} onClick={() => void press(() => simple("keep", plans.kept))} data-testid="sub-keep">{plans.keep}</button>}
          {one.state === "paused" && <button type="button" className="button button-main button-small" disabled={busy} onClick={() => void press(() => simple("resume", plans.resumed))} data-testid="sub-resume">{plans.resume}</button>}
          {one.channel_id === null && ["trialing", "active"].includes(one.state) && one.slot === "viewer" && !one.ends_at_renewal && <button type="button" className="button button-plain button-small" onClick={() => setOpen("change")} data-testid="sub-change">{plans.change}</button>}
          <button type="button" className="button button-plain button-small" disabled={busy} onClick={() => void press(card)} data-testid="sub-card">{plans.changeCard}</button>
          {one.state === "active" && !one.ends_at_renewal && <button type="button" className="button button-plain button-small" onClick={() => setOpen("pause")} data-testid="sub-pause">{plans.pause}</button>}
          {!one.ends_at_renewal && <button type="button" className="button button-bare button-small" onClick={() => setOpen("cancel")} data-testid="sub-cancel">{plans.cancel}</button>}
        </div>
      )}
      {open === "change" && <ChangeDialog one={one} onClose={() => setOpen(null)} />}
      {open === "pause" && <PauseDialog one={one} onClose={() => setOpen(null)} />}
      {open === "cancel" && <Cancelling one={one} name={name} cancel={() => simple("cancel", plans.cancelled)} onClose={() => setOpen(null)} />}
    </section>
  );
}

function NextProduct({ name, on }: { name: string; on: string }) {
  const { words: { plans }, formats } = useSpeech();
  return <p className="notice small" data-testid="sub-next">{plans.changesOn(name, formats.date(on))}</p>;
}

function Cancelling({ one, name, cancel, onClose }: { one: Subscription; name: string; cancel: () => Promise<unknown>; onClose: () => void }) {
  const { words: { plans }, formats } = useSpeech();
  const until = one.renews_at ?? one.paid_until;
  return <Confirm title={plans.cancelTitle(name)} text={until === null ? plans.pendingText : plans.cancelText(formats.date(until))} action={plans.cancel} onConfirm={cancel} onClose={onClose} testId="cancel-dialog" />;
}

function Sentence({ one }: { one: Subscription }) {
  const { words: { plans }, formats, locale } = useSpeech();
  const sold = useQuery({ queryKey: ["plans", one.region], queryFn: () => askPlans(one.region), staleTime: 600_000 });
  const offer = sold.data?.items.find((it) => it.product === one.product);
  const amount = offer ? amountText(locale, offer.total_minor, offer.currency) : "…";
  const told = standingOf(one);
  const text = () => {
    switch (told.kind) {
      case "trialing": return plans.trialUntil(formats.date(told.on), amount);
      case "active": return plans.renewsOn(formats.date(told.on), amount);
      case "ending": return plans.endsOn(formats.date(told.on));
      case "paused": return plans.pausedUntil(formats.date(told.on));
      case "overdue": return plans.overdue(told.times, formats.dateTime(told.on));
      case "overdueLast": return plans.overdueLast;
      case "pausedOpen": return plans.pausedOpen;
      case "canceled": return plans.ended;
      case "pending": return plans.pendingText;
    }
  };
  return <p data-testid="sub-sentence">{text()}{one.state === "paused" && one.paid_until !== null && ` ${plans.paidUntil(formats.date(one.paid_until))}`}</p>;
}
