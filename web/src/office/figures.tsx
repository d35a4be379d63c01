import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { figures, type Figures } from "../api/office";
import { amountText } from "../money/amounts";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { percent } from "./books";
import { Funnel, TargetBars } from "./growth";

/** Revenue and margins of some months, each a sum of ledger accounts. */
export function FiguresSection({ periods }: { periods: readonly string[] }) {
  const { words: { office }, formats } = useSpeech();
  const said = office.figures;
  const newest = periods[0] ?? "";
  const [first, setFirst] = useState(newest);
  const [last, setLast] = useState(newest);
  const ordered = first <= last;
  const found = useQuery({ queryKey: ["mine", "office", "figures", first, last], queryFn: () => figures(first, last), enabled: ordered && first !== "" });
  const ends = [["first", said.first, first, setFirst], ["last", said.last, last, setLast]] as const;
  return (
    <section className="stack" aria-label={office.tabs.figures}>
      <div className="office-two office-narrow">
        {ends.map(([name, label, value, set]) => (
          <div className="field" key={name}><label htmlFor={`figures-${name}`}>{label}</label><select id={`figures-${name}`} className="input" value={value} onChange={(event) => set(event.target.value)} data-testid={`figures-${name}`}>{periods.map((one) => <option key={one} value={one}>{formats.month(one)}</option>)}</select></div>
        ))}
      </div>
      {!ordered && <p className="field-error" role="alert">{said.orderBad}</p>}
      {ordered && found.isPending && <div className="skeleton money-place" />}
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {ordered && found.data && <Drawn told={found.data} />}
      {ordered && first !== "" && <Funnel first={first} last={last} />}
      <TargetBars />
    </section>
  );
}

function Drawn({ told }: { told: Figures }) {
  const { words: { office: { figures: said } }, locale } = useSpeech();
  const text = (minor: number) => amountText(locale, minor, told.currency);
  const most = Math.max(1, ...Object.values(told.revenue_by_account));
  const shown = [[said.revenue, text(told.total_revenue)], [said.content, text(told.content_cost)], [said.operating, text(told.operating_cost)], [said.income, text(told.net_income)], [said.gross, percent(locale, told.gross_margin)], [said.net, percent(locale, told.net_margin)]] as const;
  const parts = Object.entries(told.revenue_by_account);
  return (
    <>
      <dl className="office-figures numbers" data-testid="figures" data-revenue={told.total_revenue}>{shown.map(([name, value]) => <div className="panel" key={name}><dt className="small soft">{name}</dt><dd>{value}</dd></div>)}</dl>
      <section className="panel stack-tight" aria-labelledby="by-account">
        <h2 id="by-account">{said.byAccount}</h2>
        {parts.length === 0 && <p className="soft">{said.none}</p>}
        <ul className="stack-tight">{parts.map(([name, minor]) => <li key={name} className="office-bar"><span className="spread"><span>{name}</span><strong className="numbers">{text(minor)}</strong></span><span className="office-bar-track" aria-hidden="true"><span style={{ width: `${Math.max(0, (minor / most) * 100)}%` }} /></span></li>)}</ul>
      </section>
    </>
  );
}
