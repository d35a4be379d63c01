import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { myInvoices, plans as askPlans, refundInvoice, type Invoice } from "../api/plans";
import { amountText } from "../money/amounts";
import { Confirm } from "../ui/confirm";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useNow } from "../ui/use_now";
import { useSpeech } from "../words";
import { invoiceLook, refundableUntil } from "./standing";

const LOOK_MS = 4000;
const LOOKS: Record<string, string> = { paid: "badge-good", open: "badge-bad", refunding: "badge-busy" };

/** What was billed, the newest first, each with its lines; taken back while the days of the policy last. */
export function Invoices() {
  const { words: { common, plans }, locale } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const key = useRef(new Map<string, string>());
  const [asked, setAsked] = useState<Invoice | null>(null);
  const [onTheWay, setOnTheWay] = useState<readonly string[]>([]);
  const rules = useQuery({ queryKey: ["plans", "US"], queryFn: () => askPlans("US"), staleTime: 600_000 });
  const list = useInfiniteQuery({
    queryKey: ["mine", "invoices"],
    queryFn: ({ pageParam }) => myInvoices(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: LOOK_MS,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const refund = async () => {
    if (asked === null) return;
    const named = key.current.get(asked.id) ?? crypto.randomUUID();
    key.current.set(asked.id, named);
    await refundInvoice(asked.id, named);
    setOnTheWay((before) => [...before, asked.id]);
    say(plans.refundAsked);
    await client.invalidateQueries({ queryKey: ["mine"] });
  };
  return (
    <section className="panel stack" aria-labelledby="invoices">
      <h2 id="invoices">{plans.invoices}</h2>
      {list.isError && !list.data && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton money-line" />}
      {list.data && items.length === 0 && <p className="soft" data-testid="no-invoices">{plans.noInvoices}</p>}
      <ul className="money-list">{items.map((one) => <Row key={one.id} invoice={one} days={rules.data?.refund_days ?? 0} onTheWay={onTheWay.includes(one.id)} ask={() => setAsked(one)} />)}</ul>
      {list.hasNextPage && <div><button type="button" className="button button-plain button-small" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{common.more}</button></div>}
      {asked && <Confirm title={plans.refundTitle(amountText(locale, asked.total_minor - asked.refunded_minor, asked.currency))} text={plans.refundText} action={plans.refund} onConfirm={refund} onClose={() => setAsked(null)} testId="refund-dialog" />}
    </section>
  );
}

function Row({ invoice, days, onTheWay, ask }: { invoice: Invoice; days: number; onTheWay: boolean; ask: () => void }) {
  const { words: { plans }, formats, locale } = useSpeech();
  const now = useNow(60_000);
  const text = (minor: number) => amountText(locale, minor, invoice.currency);
  const look = invoiceLook(invoice, onTheWay);
  const until = onTheWay ? null : refundableUntil(invoice, days, now);
  return (
    <li className="money-row invoice" data-testid="invoice" data-state={look} data-total={invoice.total_minor}>
      <div className="stack-tight">
        <p className="row"><strong className="numbers">{text(invoice.total_minor)}</strong><span>{plans.names[invoice.product] ?? invoice.product}</span><span className={`badge ${LOOKS[look] ?? ""}`}>{plans.invoiceStates[look] ?? look}</span></p>
        <p className="small soft"><time dateTime={invoice.issued_at}>{formats.date(invoice.issued_at)}</time> · <span className="numbers">{invoice.number}</span>{invoice.tax_minor > 0 && ` · ${plans.invoiceTax(text(invoice.tax_minor))}`}</p>
        {invoice.lines.length > 0 && (
          <details>
            <summary>{plans.lines}</summary>
            <ul className="invoice-lines small">{invoice.lines.map((line, n) => <li key={n}><span>{plans.names[line.product] ?? line.product} <span className="soft">{plans.period(formats.day(line.period_from), formats.day(line.period_to))}</span></span><span className="numbers">{text(line.net_minor + line.tax_minor)}</span></li>)}</ul>
          </details>
        )}
        {until !== null && <p className="small faint">{plans.refundUntil(formats.dateTime(until))}</p>}
      </div>
      {until !== null && <button type="button" className="button button-plain button-small" onClick={ask} data-testid="invoice-refund">{plans.refund}</button>}
    </li>
  );
}
