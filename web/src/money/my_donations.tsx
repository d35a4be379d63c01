import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { myDonations, takeBack, type Donation } from "../api/money";
import { ProblemPanel } from "../ui/problem_panel";
import { Dialog } from "../ui/dialog";
import { useToast } from "../ui/toasts";
import { useNow } from "../ui/use_now";
import { useSpeech } from "../words";
import { amountText } from "./amounts";
import { Refusal } from "./refusal";
import "./money.css";

const LOOK = { queryKey: ["mine", "donations"] };
const LOOK_MS = 3000; // while something is on its way

/** What a person gave, the newest first, and the way to take it back while the rules allow it. */
export function MyDonations() {
  const { words: { common, money } } = useSpeech();
  const [asked, setAsked] = useState<Donation | null>(null);
  const [onTheWay, setOnTheWay] = useState<readonly string[]>([]);
  const list = useInfiniteQuery({
    ...LOOK,
    queryFn: ({ pageParam }) => myDonations(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((one) => one.state === "paid" && onTheWay.includes(one.id))) ? LOOK_MS : false),
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel stack" aria-labelledby="my-donations">
      <h2 id="my-donations">{money.mine}</h2>
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton money-line" />}
      {list.isSuccess && items.length === 0 && <p className="soft" data-testid="my-donations-none">{money.mineNone}</p>}
      <ul className="money-list">{items.map((one) => <Row key={one.id} donation={one} onTheWay={onTheWay.includes(one.id)} ask={() => setAsked(one)} />)}</ul>
      {list.hasNextPage && <div><button type="button" className="button button-plain button-small" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} data-testid="my-donations-more">{common.more}</button></div>}
      {asked && <TakeBack donation={asked} done={() => setOnTheWay((before) => [...before, asked.id])} onClose={() => setAsked(null)} />}
    </section>
  );
}

function Row({ donation, onTheWay, ask }: { donation: Donation; onTheWay: boolean; ask: () => void }) {
  const { words: { money }, formats, locale } = useSpeech();
  const now = useNow(60_000);
  const until = donation.refundable_until;
  const may = donation.state === "paid" && until !== null && Date.parse(until) > now;
  return (
    <li className="money-row" data-testid="my-donation" data-id={donation.id} data-state={donation.state}>
      <div className="stack-tight">
        <p className="row"><strong className="numbers">{amountText(locale, donation.amount_minor, donation.currency)}</strong><span className="badge">{onTheWay && donation.state === "paid" ? money.goingBack : money.states[donation.state]}</span></p>
        <p className="small soft"><time dateTime={donation.asked_at}>{formats.dateTime(donation.asked_at)}</time> · <Link href={`/watch/live/${donation.channel_id}`}>{money.toChannel}</Link></p>
        {donation.message !== "" && <p className="small money-words">{donation.message}</p>}
        {may && <p className="small faint">{money.backUntil(formats.dateTime(until))}</p>}
      </div>
      {may && !onTheWay && <button type="button" className="button button-plain button-small" onClick={ask} data-testid="take-back">{money.takeBack}</button>}
    </li>
  );
}

function TakeBack({ donation, done, onClose }: { donation: Donation; done: () => void; onClose: () => void }) {
  const { words: { common, money }, locale } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const key = useRef<string | null>(null); // the same on every try: it goes back once
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const amount = amountText(locale, donation.amount_minor - donation.refunded_minor, donation.currency);
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      key.current ??= crypto.randomUUID();
      await takeBack(donation.id, key.current);
      done();
      say(money.askedBack);
      onClose();
      await client.invalidateQueries(LOOK);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={money.takeBackTitle(amount)} onClose={onClose} testId="take-back-dialog">
      <p>{money.takeBackText}</p>
      {error !== null && <Refusal error={error} />}
      <div className="row">
        <button type="button" className="button button-main" disabled={busy} onClick={() => void act()} data-testid="take-back-yes">{money.takeBackYes(amount)}</button>
        <button type="button" className="button button-bare" onClick={onClose}>{common.cancel}</button>
      </div>
    </Dialog>
  );
}
