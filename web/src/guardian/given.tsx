import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { guardedDonations, takeGuardedBack, type GuardedDonation } from "../api/guardians";
import { amountText } from "../money/amounts";
import { Confirm } from "../ui/confirm";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useNow } from "../ui/use_now";
import { useSpeech } from "../words";
import { GIVEN } from "./queries";

const LOOK_MS = 3000; // while something is on its way

/** What minors gave with one's consent, and the way to take it back. */
export function Given() {
  const { words: { common, guardian } } = useSpeech();
  const [asked, setAsked] = useState<{ donation: GuardedDonation; key: string } | null>(null);
  const [onTheWay, setOnTheWay] = useState<readonly string[]>([]);
  const list = useInfiniteQuery({
    queryKey: GIVEN,
    queryFn: ({ pageParam }) => guardedDonations(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((one) => one.state === "paid" && onTheWay.includes(one.id))) ? LOOK_MS : false),
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel stack" aria-labelledby="given">
      <h2 id="given">{guardian.given}</h2>
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton money-line" />}
      {list.isSuccess && items.length === 0 && <p className="soft" data-testid="given-none">{guardian.givenNone}</p>}
      <ul className="money-list">{items.map((one) => <Row key={one.id} one={one} onTheWay={onTheWay.includes(one.id)} ask={() => setAsked({ donation: one, key: crypto.randomUUID() })} />)}</ul>
      {list.hasNextPage && <div><button type="button" className="button button-plain button-small" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{common.more}</button></div>}
      {asked && <TakeBack donation={asked.donation} name={asked.key} done={() => setOnTheWay((before) => [...before, asked.donation.id])} onClose={() => setAsked(null)} />}
    </section>
  );
}

function Row({ one, onTheWay, ask }: { one: GuardedDonation; onTheWay: boolean; ask: () => void }) {
  const { words: { money, guardian }, formats, locale } = useSpeech();
  const now = useNow(60_000);
  const until = one.refundable_until;
  const may = one.state === "paid" && until !== null && Date.parse(until) > now;
  return (
    <li className="money-row" data-testid="given" data-state={one.state}>
      <div className="stack-tight">
        <p className="row"><strong className="numbers">{amountText(locale, one.amount_minor, one.currency)}</strong><span className="badge">{onTheWay && one.state === "paid" ? money.goingBack : money.states[one.state]}</span></p>
        <p className="small soft">{one.minor_name === "" ? guardian.somebody : one.minor_name} · <time dateTime={one.asked_at}>{formats.dateTime(one.asked_at)}</time></p>
        {one.message !== "" && <p className="small money-words">{one.message}</p>}
        {may && <p className="small faint">{money.backUntil(formats.dateTime(until))}</p>}
      </div>
      {may && !onTheWay && <button type="button" className="button button-plain button-small" onClick={ask} data-testid="given-take-back">{money.takeBack}</button>}
    </li>
  );
}

function TakeBack({ donation, name, done, onClose }: { donation: GuardedDonation; name: string; done: () => void; onClose: () => void }) {
  const { words: { money, guardian }, locale } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const amount = amountText(locale, donation.amount_minor - donation.refunded_minor, donation.currency);
  const act = async () => {
    await takeGuardedBack(donation.id, name);
    done();
    say(money.askedBack);
    await client.invalidateQueries({ queryKey: GIVEN });
  };
  return <Confirm title={money.takeBackTitle(amount)} text={guardian.takeBackText} action={money.takeBackYes(amount)} onConfirm={act} onClose={onClose} testId="given-back" />;
}
