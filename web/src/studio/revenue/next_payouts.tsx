import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { nextPayouts, type Explanation } from "../../api/payouts";
import { amountText } from "../../money/amounts";
import { ProblemPanel } from "../../ui/problem_panel";
import { useSpeech } from "../../words";
import { Lines } from "./lines";
import { barsOf, linesOf, type Bar } from "./waterfall";

const LOOK_MS = 10_000;

/** From what viewers gave down to the bank, a picture a currency. */
export function NextPayouts({ channelId }: { channelId: string }) {
  const { words: { revenue } } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "payouts-next", channelId], queryFn: () => nextPayouts(channelId), refetchInterval: LOOK_MS });
  return (
    <section className="panel stack" aria-labelledby="next-payouts">
      <div className="stack-tight"><h2 id="next-payouts">{revenue.next}</h2><p className="small soft">{revenue.nextHint}</p></div>
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.isPending && <div className="skeleton money-place" />}
      {found.data?.length === 0 && <div className="empty" data-testid="next-none"><h3>{revenue.nextNone}</h3><p>{revenue.nextNoneHint}</p></div>}
      {found.data?.map((one) => <Waterfall key={one.currency} told={one} />)}
    </section>
  );
}

function Waterfall({ told }: { told: Explanation }) {
  const { words: { revenue }, formats, locale } = useSpeech();
  const [open, setOpen] = useState<string | null>(null);
  const day = formats.day(told.expected_on);
  const text = amountText(locale, told.net_minor, told.currency);
  return (
    <section className="falls" aria-label={revenue.currencyTitle(told.currency)} data-testid="waterfall" data-currency={told.currency} data-net={told.net_minor}>
      <div className="spread">
        <h3>{revenue.currencyTitle(told.currency)}</h3>
        <p className={told.net_minor > 0 ? "badge badge-good falls-date" : "badge badge-busy falls-date"} data-testid="payout-date">{told.net_minor > 0 ? revenue.arrives(text, day) : revenue.nothing(day)}</p>
      </div>
      <ol className="falls-steps">
        {barsOf(told).map((bar) => <Step key={bar.key} bar={bar} told={told} open={open === bar.key} turn={() => setOpen(open === bar.key ? null : bar.key)} />)}
      </ol>
      {told.net_minor > 0 && <p className="small faint">{revenue.arrivesHint}</p>}
      {told.left_out > 0 && <p className="small faint">{revenue.leftOut(told.left_out)}</p>}
    </section>
  );
}

function Step({ bar, told, open, turn }: { bar: Bar; told: Explanation; open: boolean; turn: () => void }) {
  const { words: { revenue }, formats, locale } = useSpeech();
  const id = useId();
  const amount = amountText(locale, bar.amount, told.currency);
  const plus = bar.amount > 0 && bar.tone === "in" ? "+" : "";
  return (
    <li className={`fall fall-${bar.tone}`} data-testid="fall" data-code={bar.code} data-amount={bar.amount}>
      <button type="button" className="fall-press" aria-expanded={open} aria-controls={id} onClick={turn}>
        <span className="fall-name"><strong>{revenue.steps[bar.code] ?? bar.code}</strong>{bar.expectedOn !== null && <span className="small soft">{revenue.until(formats.day(bar.expectedOn))}</span>}</span>
        <span className="fall-track" aria-hidden="true">
          <span className="fall-bar" style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />
          {bar.tone !== "net" && <span className="fall-thread" style={{ left: `${bar.level}%` }} />}
        </span>
        <span className="fall-amount numbers">{plus}{amount}</span>
      </button>
      {open && (
        <div className="fall-lines stack-tight" id={id}>
          <p className="small">{revenue.says[bar.code] ?? bar.sentence}</p>
          <Lines lines={linesOf(told, bar.code, bar.expectedOn)} currency={told.currency} label={revenue.steps[bar.code] ?? bar.code} />
        </div>
      )}
    </li>
  );
}
