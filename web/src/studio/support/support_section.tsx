import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { hideMessage, received, type Received } from "../../api/money";
import { amountText } from "../../money/amounts";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useSpeech } from "../../words";
import { OverlayPanel } from "./overlay_panel";
import "../../money/money.css";

const LOOK_MS = 5000;

/** What a channel was given: each donation with its words, and the overlay that shows them. What it earned stands under revenue. */
export function SupportSection({ channelId }: { channelId: string }) {
  const { words: { common, money } } = useSpeech();
  const key = ["mine", "received", channelId];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => received(channelId, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: LOOK_MS,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="stack" data-testid="support">
      <OverlayPanel channelId={channelId} />
      <section className="panel stack" aria-labelledby="received">
        <h2 id="received">{money.received}</h2>
        {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
        {list.isPending && <div className="skeleton money-line" />}
        {list.isSuccess && items.length === 0 && <p className="soft" data-testid="received-none">{money.receivedNone}</p>}
        <ul className="money-list">{items.map((one) => <Row key={one.id} channelId={channelId} donation={one} queryKey={key} />)}</ul>
        {list.hasNextPage && <div><button type="button" className="button button-plain button-small" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} data-testid="received-more">{common.more}</button></div>}
      </section>
    </div>
  );
}

function Row({ channelId, donation, queryKey }: { channelId: string; donation: Received; queryKey: string[] }) {
  const { words, formats, locale } = useSpeech();
  const { money } = words;
  const client = useQueryClient();
  const say = useToast();
  const hidden = donation.message_hidden;
  const turn = async () => {
    try {
      await hideMessage(channelId, donation.id, !hidden);
      say(hidden ? money.shownAgain : money.hiddenNow);
    } catch {
      say(words.problems.unknown);
    }
    await client.invalidateQueries({ queryKey });
  };
  return (
    <li className="money-row" data-testid="received" data-id={donation.id} data-state={donation.state} data-hidden={hidden}>
      <div className="stack-tight">
        <p className="row"><strong>{donation.donor_name === "" ? money.somebody : donation.donor_name}</strong><span className="numbers">{amountText(locale, donation.amount_minor, donation.currency)}</span><span className="badge">{money.states[donation.state]}</span></p>
        {donation.message !== "" && <p className={`money-words ${hidden ? "money-hidden" : ""}`}>{donation.message}</p>}
        <p className="small soft"><time dateTime={donation.received_at}>{formats.dateTime(donation.received_at)}</time> · {money.partOf(amountText(locale, donation.creator_minor, donation.currency))}</p>
      </div>
      {donation.message !== "" && <button type="button" className="button button-plain button-small" onClick={() => void turn()} data-testid="hide-message">{hidden ? money.show : money.hide}</button>}
    </li>
  );
}
