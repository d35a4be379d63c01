import { useQuery } from "@tanstack/react-query";
import { exceptions } from "../api/office";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { AdjustmentCard } from "./adjustment_card";
import { EntryCard } from "./journal";
import { ReconciliationCard } from "./reconciliation_card";

/** What somebody has to look at before the month closes. */
export function ExceptionsSection({ period, finance }: { period: string; finance: boolean }) {
  const { office } = useWords();
  const said = office.exceptions;
  const found = useQuery({ queryKey: ["mine", "office", "exceptions", period], queryFn: () => exceptions(period) });
  if (found.isPending) return <div className="skeleton money-place" />;
  if (!found.data) return <ProblemPanel error={found.error} retry={found.refetch} />;
  const { late, adjustments, unmatched } = found.data;
  if (late.length + adjustments.length + unmatched.length === 0) return <div className="empty" data-testid="no-exceptions"><h2>{said.none}</h2><p>{said.noneHint}</p></div>;
  return (
    <div className="stack" data-testid="exceptions">
      {adjustments.length > 0 && <section className="stack-tight" aria-labelledby="waiting"><h2 id="waiting">{said.adjustments}</h2><ul className="stack-tight">{adjustments.map((one) => <AdjustmentCard key={one.id} one={one} finance={finance} />)}</ul></section>}
      {unmatched.length > 0 && <section className="stack-tight" aria-labelledby="unmatched"><h2 id="unmatched">{said.unmatched}</h2><ul className="stack-tight">{unmatched.map((one) => <li key={one.id}><ReconciliationCard one={one} /></li>)}</ul></section>}
      {late.length > 0 && <section className="stack-tight" aria-labelledby="late"><h2 id="late">{said.late}</h2><ol className="stack-tight">{late.map((one) => <EntryCard key={one.sequence} entry={one} />)}</ol></section>}
    </div>
  );
}
