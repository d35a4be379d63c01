import { useEffect, useState } from "react";
import { subscribe, type Offer } from "../api/plans";
import { Refusal } from "../money/refusal";
import { MayPay } from "../guardian/may_pay";
import { patiently } from "../guardian/queries";
import { Dialog } from "../ui/dialog";
import { useWords } from "../words";
import { Price, Terms } from "./price";

/** All of it once more, before the browser leaves for the page that takes the card. */
export function SubscribeDialog({ offer, region, refundDays, days, channelId = null, title, text, returnPath, onClose }: {
  offer: Offer; region: string; refundDays: number; days: number; channelId?: string | null; title: string; text?: string; returnPath: string; onClose: () => void;
}) {
  const { plans, common } = useWords();
  const [key] = useState(() => crypto.randomUUID()); // however often it is pressed, it is one subscription
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    // The browser's back button may bring this very page back as it was left.
    const again = (event: PageTransitionEvent) => { if (event.persisted) setBusy(false); };
    window.addEventListener("pageshow", again);
    return () => window.removeEventListener("pageshow", again);
  }, []);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      const { checkout_url } = await patiently(() => subscribe({ product: offer.product, region, channel_id: channelId, return_path: returnPath }, key));
      if (checkout_url !== null) window.location.assign(checkout_url);
      else onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} testId="subscribe-dialog">
      <MayPay onClose={onClose}>
        <div className="stack">
          {text !== undefined && <p>{text}</p>}
          <Price offer={offer} />
          <Terms offer={offer} days={days} refundDays={refundDays} />
          <p className="small soft">{plans.leaveTerms}</p>
          {error !== null && <Refusal error={error} said={plans.refusals} />}
          <div className="row">
            <button type="button" className="button button-main" disabled={busy} autoFocus onClick={() => void go()} data-testid="subscribe-pay">{busy ? plans.opening : plans.toPayment}</button>
            <button type="button" className="button button-bare" disabled={busy} onClick={onClose}>{common.cancel}</button>
          </div>
        </div>
      </MayPay>
    </Dialog>
  );
}
