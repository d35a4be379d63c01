import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fraudCases, type CaseState } from "../api/fraud";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { FraudCaseCard } from "./fraud_case";
import { PayoutHoldForm } from "./payout_hold_form";

const STATES = ["open", "cleared", "confirmed"] as const;
const LOOK_MS = 10_000;

/** Payments that were refused or that wait for somebody to look at them, and payouts that an operator holds. */
export function FraudSection({ operator }: { operator: boolean }) {
  const { office } = useWords();
  const said = office.fraud;
  const [state, setState] = useState<CaseState>("open");
  const [pages, setPages] = useState([""]);
  const cursor = pages[pages.length - 1] ?? "";
  const list = useQuery({ queryKey: ["mine", "office", "fraud", state, cursor], queryFn: () => fraudCases(state, cursor), refetchInterval: LOOK_MS });
  const more = list.data?.next_cursor ?? null;
  const show = (next: CaseState) => {
    setState(next);
    setPages([""]);
  };
  return (
    <div className="stack">
      <section className="stack-tight" aria-labelledby="fraud-cases">
        <div className="spread">
          <h2 id="fraud-cases">{said.title}</h2>
          <div className="field"><label htmlFor="fraud-state">{office.months.state}</label><select id="fraud-state" className="input" value={state} onChange={(event) => show(STATES.find((one) => one === event.target.value) ?? "open")} data-testid="fraud-state">{STATES.map((one) => <option key={one} value={one}>{said.states[one]}</option>)}</select></div>
        </div>
        {list.isPending && <div className="skeleton money-line" />}
        {list.isError && !list.data && <ProblemPanel error={list.error} retry={list.refetch} />}
        {list.data?.items.length === 0 && <p className="soft" data-testid="fraud-none">{said.none}</p>}
        <ul className="stack-tight">{list.data?.items.map((one) => <FraudCaseCard key={one.id} one={one} operator={operator} />)}</ul>
        <div className="row">
          {pages.length > 1 && <button type="button" className="button button-small" onClick={() => setPages(pages.slice(0, -1))}>{said.newer}</button>}
          {more !== null && <button type="button" className="button button-small" onClick={() => setPages([...pages, more])}>{said.older}</button>}
        </div>
      </section>
      {operator && <PayoutHoldForm />}
    </div>
  );
}
