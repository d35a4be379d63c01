import type { PayoutLine } from "../../api/payouts";
import { amountText } from "../../money/amounts";
import { useSpeech } from "../../words";

/** Lines of the books: what was paid, who got which part of it, and from which day on it may be paid out. */
export function Lines({ lines, currency, label }: { lines: readonly PayoutLine[]; currency: string; label: string }) {
  const { words: { revenue: { table, sources, noLines } }, formats, locale } = useSpeech();
  if (lines.length === 0) return <p className="small soft">{noLines}</p>;
  const text = (minor: number) => amountText(locale, minor, currency);
  return (
    <div className="table-place" tabIndex={0} role="group" aria-label={label}>
      <table className="table" data-testid="payout-lines">
        <thead><tr><th scope="col">{table.day}</th><th scope="col">{table.source}</th><th scope="col">{table.given}</th><th scope="col">{table.tax}</th><th scope="col">{table.platform}</th><th scope="col">{table.yours}</th><th scope="col">{table.due}</th></tr></thead>
        <tbody>
          {lines.map((one) => (
            <tr key={`${one.entry}-${one.line}`} data-testid="payout-line">
              <th scope="row">{formats.day(one.booked_on)}</th>
              <td>{sources[one.source] ?? one.source} <code className="small faint">{one.source_id}</code></td>
              <td className="numbers">{text(one.given_minor)}</td><td className="numbers">{text(one.tax_minor)}</td><td className="numbers">{text(one.platform_minor)}</td><td className="numbers"><strong>{text(one.amount_minor)}</strong></td>
              <td>{one.due_on === null ? "–" : formats.day(one.due_on)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
