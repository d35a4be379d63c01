import { useQuery } from "@tanstack/react-query";
import { funnel, targets, type FunnelMonth, type TargetYear } from "../api/office";
import { amountText } from "../money/amounts";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { percent } from "./books";
import { TablePlace } from "./table_place";

/** The way from free to paid by month: a table, with the share of each month as a bar. */
export function Funnel({ first, last }: { first: string; last: string }) {
  const { words: { office: { figures: said } } } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "office", "funnel", first, last], queryFn: () => funnel(first, last) });
  return (
    <section className="panel stack-tight" aria-labelledby="funnel">
      <h2 id="funnel">{said.funnel}</h2>
      <p className="small soft">{said.funnelHint}</p>
      {found.isPending && <div className="skeleton money-place" />}
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.data && <FunnelTable months={found.data} />}
    </section>
  );
}

function FunnelTable({ months }: { months: readonly FunnelMonth[] }) {
  const { words: { office: { figures: said } }, formats, locale } = useSpeech();
  const most = Math.max(...months.map((one) => Number(one.rate ?? 0)), 0.0001);
  return (
    <TablePlace label={said.funnel} testId="funnel">
      <thead><tr><th scope="col">{said.month}</th>{[said.signedUp, said.free, said.trials, said.conversions, said.rate].map((name) => <th key={name} scope="col" className="money-cell">{name}</th>)}</tr></thead>
      <tbody>
        {months.map((one) => (
          <tr key={one.month} data-testid="funnel-month" data-month={one.month} data-free={one.free} data-conversions={one.conversions}>
            <th scope="row">{formats.month(one.month)}</th>
            {[one.signed_up, one.free, one.trials, one.conversions].map((count, place) => <td key={place} className="money-cell numbers">{count.toLocaleString(locale)}</td>)}
            <td className="money-cell numbers"><span className="office-bar"><span>{percent(locale, one.rate)}</span><span className="office-bar-track" aria-hidden="true"><span style={{ width: `${(Number(one.rate ?? 0) / most) * 100}%` }} /></span></span></td>
          </tr>
        ))}
      </tbody>
    </TablePlace>
  );
}

/** The business plan by year: of each line, how much of its target the ledger has. */
export function TargetBars() {
  const { words: { office: { figures: said } } } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "office", "targets"], queryFn: targets });
  return (
    <section className="panel stack-tight" aria-labelledby="targets">
      <h2 id="targets">{said.targets}</h2>
      <p className="small soft">{said.targetsHint}</p>
      {found.isPending && <div className="skeleton money-place" />}
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      <div className="office-years">{found.data?.years.map((year) => <Year key={year.year} told={year} plan={found.data.currency} books={found.data.functional_currency} />)}</div>
    </section>
  );
}

function Year({ told, plan, books }: { told: TargetYear; plan: string; books: string }) {
  const { words: { office: { figures: said } }, formats, locale } = useSpeech();
  const of = (earned: number, target: number) => said.of(amountText(locale, earned, books), amountText(locale, target, plan));
  return (
    <article className="stack-tight" data-testid="target-year" data-target={told.target}>
      <h3>{said.year(told.year)}</h3>
      <p className="small soft">{formats.month(told.first)} – {formats.month(told.last)}</p>
      <p className="numbers"><strong>{of(told.earned, told.target)}</strong></p>
      <ul className="stack-tight">
        {told.lines.map((line) => (
          <li key={line.name} className="office-bar">
            <span>{said.lines[line.name]}</span>
            <span className="numbers small soft">{of(line.earned, line.target)}</span>
            <span className="office-bar-track" aria-hidden="true"><span style={{ width: `${Math.min(100, Math.max(0, (line.earned / line.target) * 100))}%` }} /></span>
          </li>
        ))}
      </ul>
    </article>
  );
}
