import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { payoutLines, payouts, type Payout } from "../../api/payouts";
import { amountText } from "../../money/amounts";
import { ProblemPanel } from "../../ui/problem_panel";
import { useSpeech } from "../../words";
import { Lines } from "./lines";

const LOOKS: Record<string, string> = { paid: "badge-good", waiting: "badge-busy" };

/** What was paid out, the newest first, and what the last day of payouts carried forward. */
export function PastPayouts({ channelId }: { channelId: string }) {
  const { words: { revenue, common }, formats, locale } = useSpeech();
  const list = useInfiniteQuery({
    queryKey: ["mine", "payouts", channelId],
    queryFn: ({ pageParam }) => payouts(channelId, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const carried = list.data?.pages.flatMap((page) => page.carried) ?? [];
  return (
    <section className="panel stack" aria-labelledby="past-payouts">
      <h2 id="past-payouts">{revenue.past}</h2>
      {list.isError && !list.data && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton money-line" />}
      {list.data && items.length === 0 && <p className="soft" data-testid="payouts-none">{revenue.pastNone}</p>}
      <ul className="money-list">{items.map((one) => <Row key={one.id} channelId={channelId} payout={one} />)}</ul>
      {list.hasNextPage && <div><button type="button" className="button button-plain button-small" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{common.more}</button></div>}
      {carried.length > 0 && (
        <div className="stack-tight">
          <h3>{revenue.carried}</h3>
          <ul className="money-list">
            {carried.map((one) => (
              <li key={`${one.day}-${one.currency}-${one.reason}`} className="money-row" data-testid="carried" data-reason={one.reason}>
                <div className="stack-tight"><p>{revenue.carriedRow(formats.day(one.day), amountText(locale, one.amount_minor, one.currency))}</p><p className="small soft">{revenue.says[one.reason] ?? one.sentence}</p></div>
                <span className="badge badge-busy">{revenue.until(formats.day(one.expected_on))}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Row({ channelId, payout }: { channelId: string; payout: Payout }) {
  const { words: { revenue }, formats, locale } = useSpeech();
  const [open, setOpen] = useState(false);
  const text = (minor: number) => amountText(locale, minor, payout.currency);
  const parts = [["gross", payout.gross_minor], ["adjustments", -payout.adjustments_minor], ["fee", -payout.fee_minor], ["income_tax", -payout.income_tax_minor], ["local_tax", -payout.local_tax_minor], ["net", payout.net_minor]] as const;
  return (
    <li className="stack-tight payout" data-testid="payout" data-state={payout.state} data-net={payout.net_minor}>
      <p className="row"><strong className="numbers payout-net">{text(payout.net_minor)}</strong><span>{formats.day(payout.day)}</span><span className={`badge ${LOOKS[payout.state] ?? ""}`}>{revenue.states[payout.state] ?? payout.state}</span></p>
      {payout.reason !== null && payout.expected_on !== null && <p className="small notice">{revenue.triedOn(formats.day(payout.expected_on), payout.reason)}</p>}
      <dl className="pairs numbers">{parts.filter(([name, amount]) => amount !== 0 || name === "gross").map(([name, amount]) => <div key={name}><dt>{revenue.breakdown[name]}</dt><dd>{text(amount)}</dd></div>)}</dl>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="small soft">{revenue.showLines} · {revenue.linesIn(payout.lines)}</summary>
        {open && <PaidLines channelId={channelId} payout={payout} />}
      </details>
    </li>
  );
}

function PaidLines({ channelId, payout }: { channelId: string; payout: Payout }) {
  const { words: { revenue, common } } = useSpeech();
  const list = useInfiniteQuery({
    queryKey: ["mine", "payout-lines", payout.id],
    queryFn: ({ pageParam }) => payoutLines(channelId, payout.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  if (list.isPending) return <div className="skeleton money-line" />;
  if (!list.data) return <ProblemPanel error={list.error} retry={list.refetch} />;
  return (
    <div className="stack-tight payout-lines">
      <Lines lines={list.data.pages.flatMap((page) => page.lines)} currency={payout.currency} label={revenue.showLines} />
      {list.hasNextPage && <div><button type="button" className="button button-plain button-small" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{common.more}</button></div>}
    </div>
  );
}
