import { useQuery } from "@tanstack/react-query";
import { adjustments } from "../api/office";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { AdjustmentCard } from "./adjustment_card";
import { AdjustmentForm } from "./adjustment_form";

const LOOK_MS = 10_000;

/** Corrections of the books by hand, by two people of finance. */
export function AdjustmentsSection({ finance }: { finance: boolean }) {
  const { office } = useWords();
  const list = useQuery({ queryKey: ["mine", "office", "adjustments"], queryFn: adjustments, refetchInterval: LOOK_MS });
  return (
    <div className="stack">
      {finance ? <AdjustmentForm /> : <p className="notice">{office.adjustments.onlyFinance}</p>}
      <section className="stack-tight" aria-labelledby="adjustments">
        <h2 id="adjustments">{office.adjustments.list}</h2>
        {list.isPending && <div className="skeleton money-line" />}
        {list.isError && !list.data && <ProblemPanel error={list.error} retry={list.refetch} />}
        {list.data?.length === 0 && <p className="soft">{office.none}</p>}
        <ul className="stack-tight">{list.data?.map((one) => <AdjustmentCard key={one.id} one={one} finance={finance} />)}</ul>
      </section>
    </div>
  );
}
