import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { revenue } from "../../api/payouts";
import { amountText } from "../../money/amounts";
import { ProblemPanel } from "../../ui/problem_panel";
import { useSpeech } from "../../words";
import { NextPayouts } from "./next_payouts";
import { PastPayouts } from "./past_payouts";
import { PayoutAccountPanel } from "./payout_account";
import { earnedOf } from "./waterfall";
import "../../money/money.css";
import "./revenue.css";

const LOOK_MS = 5000;

/** What a channel earned, and how it comes to its owner's bank. */
export function RevenueSection({ channelId }: { channelId: string }) {
  return (
    <div className="stack" data-testid="revenue">
      <Earned channelId={channelId} />
      <NextPayouts channelId={channelId} />
      <PayoutAccountPanel channelId={channelId} />
      <PastPayouts channelId={channelId} />
    </div>
  );
}

function Earned({ channelId }: { channelId: string }) {
  const { words: { revenue: said }, formats, locale } = useSpeech();
  const [month] = useState(() => new Date().toISOString().slice(0, 7));
  const found = useQuery({ queryKey: ["mine", "revenue", channelId, month], queryFn: () => revenue(channelId, month), refetchInterval: LOOK_MS });
  const earned = earnedOf(found.data?.rows ?? []);
  return (
    <section className="panel stack-tight" aria-labelledby="earned">
      <h2 id="earned">{said.title(formats.month(month))}</h2>
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.isPending && <div className="skeleton money-line" />}
      {found.data && earned.length === 0 && <p className="soft" data-testid="earned-none">{said.none}</p>}
      <dl className="earned">
        {earned.map(({ currency, amount, parts }) => {
          const payable = found.data?.totals.find((one) => one.currency === currency)?.payable_minor ?? 0;
          return (
            <div key={currency} data-testid="earned" data-currency={currency} data-amount={amount}>
              <dt className="small soft">{parts.map((row) => said.rowOf(said.sources[row.source] ?? row.source, amountText(locale, row.amount_minor, currency), row.entries)).join(" · ")}</dt>
              <dd><strong className="numbers">{amountText(locale, amount, currency)}</strong><span className="small soft">{said.owed(amountText(locale, payable, currency))}</span></dd>
            </div>
          );
        })}
      </dl>
      <p className="small faint">{said.hint}</p>
    </section>
  );
}
