import type { Limit } from "../api/guardians";
import { amountText } from "../money/amounts";
import { useSpeech } from "../words";

/** What may be given in a month, by currency. */
export function LimitList({ limits }: { limits: readonly Limit[] }) {
  const { words: { guardian }, locale } = useSpeech();
  if (limits.length === 0) return null;
  const amounts = limits.map((one) => amountText(locale, one.most_a_month_minor, one.currency)).join(" · ");
  return <p className="small" data-testid="guardian-limits">{guardian.aMonth(amounts)}</p>;
}
