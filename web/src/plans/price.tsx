import type { Offer } from "../api/plans";
import { amountText } from "../money/amounts";
import { useSpeech } from "../words";

/** A month as the law of the country shows it, and what of it is tax. */
export function Price({ offer }: { offer: Offer }) {
  const { words: { plans }, locale } = useSpeech();
  const text = (minor: number) => amountText(locale, minor, offer.currency);
  const tax = offer.tax_minor === 0 ? plans.taxNone : offer.tax_included ? plans.taxIn(offer.tax_percent) : plans.taxOn(offer.tax_percent, text(offer.total_minor));
  return (
    <div data-testid="price" data-minor={offer.shown_minor} data-currency={offer.currency}>
      <p className="plan-price"><strong className="numbers">{text(offer.shown_minor)}</strong> <span className="small soft">{plans.perMonth}</span></p>
      <p className="small soft">{tax}</p>
    </div>
  );
}

/** What somebody has to know before paying. */
export function Terms({ offer, days, refundDays }: { offer: Offer; days: number; refundDays: number }) {
  const { words: { plans }, locale } = useSpeech();
  const total = amountText(locale, offer.total_minor, offer.currency);
  return (
    <ul className="money-rules small soft" data-testid="plan-terms">
      <li>{days > 0 ? plans.trialTerms(days, total) : plans.nowTerms(total)}</li>
      {days === 0 && offer.trial_days > 0 && <li>{plans.tried}</li>}
      <li>{plans.cancelTerms}</li>
      <li>{plans.refundTerms(refundDays)}</li>
    </ul>
  );
}
