import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { donation } from "../api/money";
import { useSignedIn } from "../app/session";
import { useSpeech } from "../words";
import { amountText } from "./amounts";
import { Refusal } from "./refusal";
import "./money.css";

const POLL_MS = 2000;
const PATIENCE_MS = 60_000;

/** What became of a donation, on the page that somebody comes back to after paying (`?donation=…`). */
export function DonationReturn() {
  const [params, setParams] = useSearchParams();
  const id = params.get("donation");
  const close = () => setParams((before) => { for (const name of ["donation", "cancelled"]) before.delete(name); return before; }, { replace: true });
  return id === null || id === "" ? null : <Outcome key={id} id={id} left={params.has("cancelled")} close={close} />;
}

function Outcome({ id, left, close }: { id: string; left: boolean; close: () => void }) {
  const { words, locale } = useSpeech();
  const { money } = words;
  const signedIn = useSignedIn();
  const [path] = useLocation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const found = useQuery({
    queryKey: ["mine", "donation", id],
    queryFn: () => donation(id),
    enabled: signedIn,
    staleTime: 0,
    refetchInterval: (query) => (!late && (query.state.data?.state ?? "pending") === "pending" ? POLL_MS : false),
  });
  const state = found.data?.state;
  const amount = found.data ? amountText(locale, found.data.amount_minor, found.data.currency) : "";
  const seen = state === "paid" || state === "refunded" || state === "cancelled" ? state : left ? "left" : late ? "late" : "waiting";
  const told = { waiting: [money.waiting, money.waitingHint], paid: [money.thanks(amount), money.thanksHint], refunded: [money.wentBack(amount), money.wentBackHint], cancelled: [money.ranOut, money.ranOutHint], left: [money.left, money.leftHint], late: [money.late, money.lateHint] }[seen];
  if (!signedIn) return <p className="notice" data-testid="donation-outcome" data-state="stranger">{money.strangerBack} <Link href={`/sign-in?next=${encodeURIComponent(`${path}?donation=${id}`)}`}>{words.nav.signIn}</Link></p>;
  if (found.isError && !found.data) return <Refusal error={found.error} />;
  return (
    <section className={`notice money-outcome ${seen === "paid" ? "notice-good" : ""}`} role="status" data-testid="donation-outcome" data-state={seen}>
      <div className="stack-tight"><strong>{seen === "waiting" && <span className="spinner" aria-hidden="true" />} {told[0]}</strong><p className="small">{told[1]}</p></div>
      <button type="button" className="button button-plain button-small" onClick={close} data-testid="donation-outcome-close">{words.common.close}</button>
    </section>
  );
}
