import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accounts, entries, type Entry } from "../api/office";
import { amountText } from "../money/amounts";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";

/** The entries of a month in their order, page by page, all or those of one account. */
export function JournalSection({ period }: { period: string }) {
  const { words: { office, common } } = useSpeech();
  const { journal } = office;
  const [account, setAccount] = useState("");
  const chart = useQuery({ queryKey: ["mine", "office", "accounts"], queryFn: accounts, staleTime: Infinity });
  const list = useInfiniteQuery({
    queryKey: ["mine", "office", "journal", period, account],
    queryFn: ({ pageParam }) => entries(period, pageParam, account),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next_after,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="stack" aria-label={office.tabs.journal}>
      <div className="field office-filter">
        <label htmlFor="journal-account">{journal.filter}</label>
        <select id="journal-account" className="input" value={account} onChange={(event) => setAccount(event.target.value)} data-testid="journal-account">
          <option value="">{journal.all}</option>
          {chart.data?.map((one) => <option key={one.code} value={one.code}>{one.code} {one.name}</option>)}
        </select>
      </div>
      {list.isPending && <div className="skeleton money-place" />}
      {list.isError && !list.data && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.data && items.length === 0 && <div className="empty"><p>{journal.none}</p></div>}
      <ol className="stack-tight" data-testid="journal">{items.map((one) => <EntryCard key={one.sequence} entry={one} mark={account} />)}</ol>
      {list.hasNextPage && <div><button type="button" className="button button-plain" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} data-testid="journal-more">{common.more}</button></div>}
    </section>
  );
}

/** One entry with its lines, debits left and credits right; `mark` is the account that is looked for. */
export function EntryCard({ entry, mark = "" }: { entry: Entry; mark?: string }) {
  const { words: { office: { journal, balance } }, formats, locale } = useSpeech();
  return (
    <li className="entry" data-testid="entry" data-source={entry.source_type}>
      <p className="row"><strong className="numbers">{journal.entry(entry.sequence)}</strong><span>{formats.day(entry.accounting_date)}</span><span className="soft">{entry.memo}</span>{entry.late && <span className="badge badge-busy">{journal.late}</span>}<code className="small faint entry-source">{entry.source_type} {entry.source_id}</code></p>
      <div className="table-place" tabIndex={0} role="group" aria-label={journal.entry(entry.sequence)}>
        <table className="table office-table office-table-slim">
          <thead><tr><th scope="col">{balance.account}</th><th scope="col">{journal.party}</th><th scope="col" className="money-cell">{journal.debit}</th><th scope="col" className="money-cell">{journal.credit}</th></tr></thead>
          <tbody>
            {entry.lines.map((line, n) => (
              <tr key={n} className={line.account === mark ? "office-mark" : undefined}>
                <th scope="row"><span className="numbers soft">{line.account}</span> {line.name}</th><td><code className="small">{line.party ?? ""}</code></td>
                <td className="money-cell numbers">{line.amount >= 0 ? amountText(locale, line.amount, line.currency) : ""}</td><td className="money-cell numbers">{line.amount < 0 ? amountText(locale, -line.amount, line.currency) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </li>
  );
}
