import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { trialBalance, type TrialBalance } from "../api/office";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { grouped, plainAmount, sums } from "./books";
import { TablePlace } from "./table_place";

/** Opening, turnover and closing of every account, by type; positive amounts are debits. */
export function TrialBalanceSection({ period }: { period: string }) {
  const { words: { office } } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "office", "balance", period], queryFn: () => trialBalance(period) });
  if (found.isPending) return <div className="skeleton money-place" />;
  if (!found.data) return <ProblemPanel error={found.error} retry={found.refetch} />;
  if (found.data.rows.length === 0) return <div className="empty"><p>{office.journal.none}</p></div>;
  return <Sheet told={found.data} />;
}

function Sheet({ told }: { told: TrialBalance }) {
  const { words: { office }, locale } = useSpeech();
  const { balance } = office;
  const text = (minor: number, currency: string) => plainAmount(locale, minor, currency);
  return (
    <section className="stack" aria-label={office.tabs.balance}>
      <p className={`notice ${told.balanced ? "notice-good" : ""}`} role="status" data-testid="balanced" data-balanced={told.balanced}>{told.balanced ? balance.balanced : balance.unbalanced}</p>
      <TablePlace label={office.tabs.balance} testId="trial-balance">
        <thead><tr><th scope="col">{balance.account}</th><th scope="col">{balance.currency}</th>{[balance.opening, balance.debits, balance.credits, balance.closing, balance.functional(told.functional_currency)].map((name) => <th scope="col" key={name} className="money-cell">{name}</th>)}</tr></thead>
        <tbody>
          {grouped(told.rows).map(({ type, rows, functional }) => (
            <Fragment key={type}>
              <tr className="office-group" data-testid="balance-type"><th scope="colgroup" colSpan={6}>{office.types[type] ?? type}</th><td className="money-cell numbers"><strong>{text(functional, told.functional_currency)}</strong></td></tr>
              {rows.map((row) => (
                <tr key={`${row.account}-${row.currency}`} data-testid="balance-row" data-account={row.account}>
                  <th scope="row"><span className="numbers soft">{row.account}</span> {row.name}</th><td>{row.currency}</td>
                  {[row.opening, row.debits, row.credits, row.closing].map((minor, n) => <td key={n} className="money-cell numbers">{text(minor, row.currency)}</td>)}
                  <td className="money-cell numbers">{text(row.functional_closing, told.functional_currency)}</td>
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
        <tfoot>
          {sums(told.rows).map((sum) => <tr key={sum.currency}><th scope="row">{balance.sum}</th><td>{sum.currency}</td><td /><td className="money-cell numbers">{text(sum.debits, sum.currency)}</td><td className="money-cell numbers">{text(sum.credits, sum.currency)}</td><td className="money-cell numbers"><strong>{text(sum.closing, sum.currency)}</strong></td><td /></tr>)}
        </tfoot>
      </TablePlace>
    </section>
  );
}
