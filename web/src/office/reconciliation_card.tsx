import type { Difference, Reconciliation } from "../api/office";
import { amountText } from "../money/amounts";
import { useSpeech } from "../words";
import { TablePlace } from "./table_place";
import { Who } from "./who";

/** The result of one comparison, with everything that differs. */
export function ReconciliationCard({ one }: { one: Reconciliation }) {
  const { words: { office: { reconciliation } }, formats, locale } = useSpeech();
  const { columns, states } = reconciliation;
  const side = (gross: number | null, fee: number | null, { currency }: Difference) => (gross === null ? "–" : `${amountText(locale, gross, currency)} (${amountText(locale, fee ?? 0, currency)})`);
  return (
    <article className="entry" data-testid="reconciliation" data-clean={one.clean} data-unmatched={one.unmatched}>
      <p className="row"><span className={`badge ${one.clean ? "badge-good" : "badge-bad"}`}>{one.clean ? reconciliation.clean : reconciliation.unclean(one.unmatched)}</span><span>{formats.day(one.first)} – {formats.day(one.last)}</span><span className="soft">{reconciliation.sources[one.source]} · {reconciliation.matched(one.matched)}</span></p>
      <p className="small soft"><Who id={one.made_by} />, {formats.dateTime(one.made_at)}{Object.keys(one.net).length > 0 && ` · ${reconciliation.net}: ${Object.entries(one.net).map(([currency, minor]) => amountText(locale, minor, currency)).join(", ")}`}</p>
      {one.differences.length > 0 && (
        <TablePlace label={columns.state} testId="differences">
          <thead><tr><th scope="col">{columns.state}</th><th scope="col">{columns.kind}</th><th scope="col">{columns.id}</th><th scope="col" className="money-cell">{columns.processor}</th><th scope="col" className="money-cell">{columns.books}</th></tr></thead>
          <tbody>{one.differences.map((it) => <tr key={`${it.kind}-${it.source_id}-${it.state}`} data-testid="difference"><th scope="row">{states[it.state]}</th><td>{it.kind}</td><td><code className="small">{it.source_id}</code></td><td className="money-cell numbers">{side(it.processor_gross, it.processor_fee, it)}</td><td className="money-cell numbers">{side(it.books_gross, it.books_fee, it)}</td></tr>)}</tbody>
        </TablePlace>
      )}
    </article>
  );
}
