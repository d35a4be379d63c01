import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { donationRules, give, type CurrencyRules, type DonationRules, type Gift } from "../api/money";
import { MayPay } from "../guardian/may_pay";
import { patiently } from "../guardian/queries";
import { Dialog } from "../ui/dialog";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { amountText } from "./amounts";
import { Choice } from "./donate_choice";
import { Refusal } from "./refusal";

interface Of { channelId: string; channel: string; sessionId: string | null; returnPath: string; onClose: () => void }
/** `key` belongs to the gift: however often it is sent, it is one donation. */
interface Attempt { gift: Gift; key: string }

/** First what is given, then the same once more before the browser leaves for the page that takes the money. */
export function DonateDialog({ channelId, channel, sessionId, returnPath, onClose }: Of) {
  const { words } = useSpeech();
  const rules = useQuery({ queryKey: ["donation-rules"], queryFn: donationRules, staleTime: 600_000 });
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const [reviewing, setReviewing] = useState(false);
  const review = (chosen: Pick<Gift, "amount_minor" | "currency" | "message">) => {
    const gift = { ...chosen, session_id: sessionId, return_path: returnPath };
    const same = attempt !== null && JSON.stringify(attempt.gift) === JSON.stringify(gift);
    if (!same) setAttempt({ gift, key: crypto.randomUUID() });
    setReviewing(true);
  };
  const asked = reviewing && rules.data ? attempt : null;
  return (
    <Dialog title={words.money.title(channel)} onClose={onClose} testId="donate-dialog">
      <MayPay onClose={onClose}>
        {rules.isError && <ProblemPanel error={rules.error} retry={rules.refetch} />}
        {rules.isPending && <div className="skeleton money-place" />}
        {rules.data && asked === null && <Choice rules={rules.data} before={attempt?.gift ?? null} review={review} onClose={onClose} />}
        {rules.data && asked !== null && <Review channelId={channelId} channel={channel} rules={rules.data} attempt={asked} back={() => setReviewing(false)} />}
      </MayPay>
    </Dialog>
  );
}

function Review({ channelId, channel, rules, attempt, back }: { channelId: string; channel: string; rules: DonationRules; attempt: Attempt; back: () => void }) {
  const { words: { money }, locale } = useSpeech();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { gift, key } = attempt;
  const limit = rules.currencies.find((one) => one.currency === gift.currency);
  const text = amountText(locale, gift.amount_minor, gift.currency);
  useEffect(() => {
    // The browser's back button may bring this very page back as it was left.
    const again = (event: PageTransitionEvent) => { if (event.persisted) setBusy(false); };
    window.addEventListener("pageshow", again);
    return () => window.removeEventListener("pageshow", again);
  }, []);
  const pay = async () => {
    setBusy(true);
    setError(null);
    try {
      const { checkout_url } = await patiently(() => give(channelId, gift, key));
      if (checkout_url === null) back();
      else window.location.assign(checkout_url);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <div className="stack">
      <p className="money-sum" data-testid="donate-sum" data-minor={gift.amount_minor}><strong className="numbers">{text}</strong> <span className="soft">{money.to(channel)}</span></p>
      {gift.message !== "" && <blockquote className="money-message">{gift.message}</blockquote>}
      {limit && <Rules refundDays={rules.refund_days} limit={limit} />}
      {error !== null && <Refusal error={error} />}
      <div className="row">
        <button type="button" className="button button-main" disabled={busy} autoFocus onClick={() => void pay()} data-testid="donate-pay">{busy ? money.opening : money.pay(text)}</button>
        <button type="button" className="button button-bare" disabled={busy} onClick={back} data-testid="donate-back">{money.change}</button>
      </div>
    </div>
  );
}

function Rules({ refundDays, limit }: { refundDays: number; limit: CurrencyRules }) {
  const { words: { money }, locale } = useSpeech();
  return (
    <ul className="money-rules small soft" data-testid="donate-rules">
      <li>{money.ruleDay(amountText(locale, limit.largest_a_day_minor, limit.currency))}</li>
      <li>{money.ruleRefund(refundDays)}</li>
      <li>{money.ruleLeave}</li>
    </ul>
  );
}
