import { useQuery } from "@tanstack/react-query";
import { liveNow } from "../api/live";
import { usePageTitle } from "../app/page_title";
import { ForYou } from "../taste/for_you";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { Catalogue } from "./catalogue";
import { LiveCard, LiveSkeleton, QuietCourtyard } from "./live_cards";
import "./home.css";

const LIVE_POLL_MS = 5000;

export function Home() {
  const words = useWords();
  usePageTitle(undefined);
  const live = useQuery({ queryKey: ["live"], queryFn: () => liveNow(), refetchInterval: LIVE_POLL_MS });
  const items = live.data?.items ?? [];
  return (
    <div className="page home">
      <section aria-labelledby="live-now" className="stack">
        <div className="spread">
          <h1 id="live-now">{words.home.title}</h1>
          {items.length > 0 && <p className="soft numbers" data-testid="live-count">{words.home.onAir(items.length)}</p>}
        </div>
        {live.isPending && <LiveSkeleton />}
        {live.isError && live.data === undefined && <ProblemPanel error={live.error} retry={live.refetch} />}
        {live.isSuccess && items.length === 0 && <QuietCourtyard />}
        {items.length > 0 && (
          <ul className={items.length === 1 ? "live-grid live-grid-one" : "live-grid"} data-testid="live-list">
            {items.map((item, index) => <LiveCard key={item.session_id} item={item} first={index === 0} />)}
          </ul>
        )}
      </section>
      <ForYou />
      <Catalogue />
    </div>
  );
}
