import { useEffect, useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { useSignedIn } from "../app/session";
import { Refusal } from "../money/refusal";
import { useWords } from "../words";
import { useMySubscriptions } from "./queries";
import { isLive } from "./standing";
import "../money/money.css";
import "./plans.css";

const POLL_MS = 2000;
const PATIENCE_MS = 60_000;

/** What became of a subscription, on the page that somebody comes back to after paying (`?subscribed=slot`). */
export function SubscribedReturn() {
  const [params, setParams] = useSearchParams();
  const slot = params.get("subscribed");
  const close = () => setParams((before) => { for (const name of ["subscribed", "cancelled"]) before.delete(name); return before; }, { replace: true });
  return slot === null || slot === "" ? null : <Outcome key={slot} slot={slot} left={params.has("cancelled")} close={close} />;
}

function Outcome({ slot, left, close }: { slot: string; left: boolean; close: () => void }) {
  const words = useWords();
  const { plans } = words;
  const signedIn = useSignedIn();
  const [path] = useLocation();
  const [late, setLate] = useState(false);
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const mine = useMySubscriptions(settled || late || left ? false : POLL_MS);
  const found = mine.data?.find((one) => one.slot === slot && isLive(one));
  if ((found !== undefined) !== settled) setSettled(found !== undefined);
  const seen = found ? "running" : left ? "left" : late ? "late" : "waiting";
  const product = found?.product ?? "";
  if (!signedIn) return <p className="notice" data-testid="subscribed-outcome" data-state="stranger"><Link href={`/sign-in?next=${encodeURIComponent(`${path}?subscribed=${slot}`)}`}>{words.nav.signIn}</Link></p>;
  if (mine.isError && !mine.data) return <Refusal error={mine.error} said={plans.refusals} />;
  return (
    <section className={`notice money-outcome ${seen === "running" ? "notice-good" : ""}`} role="status" data-testid="subscribed-outcome" data-state={seen}>
      <div className="stack-tight">
        <strong>{seen === "running" ? plans.running(plans.names[product] ?? product) : plans[seen]}</strong>
        {seen === "running" ? <ul className="money-rules small">{(plans.gives[product] ?? []).map((line) => <li key={line}>{line}</li>)}</ul> : <p className="small">{plans[`${seen}Hint`]}</p>}
      </div>
      <div className="row">
        {seen === "running" && path !== "/account/subscriptions" && <Link href="/account/subscriptions" className="button button-plain button-small">{plans.manage}</Link>}
        <button type="button" className="button button-plain button-small" onClick={close} data-testid="subscribed-close">{words.common.close}</button>
      </div>
    </section>
  );
}
