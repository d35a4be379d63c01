import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { channelSessions } from "../api/channels";
import type { Session } from "../api/contract";
import { ProblemPanel } from "../ui/problem_panel";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { STATE_LOOK } from "./state_look";

const POLL_MS = 5000;

/** Every broadcast of the channel, and what became of its recording. */
export function PastSessions({ channelId, liveSession }: { channelId: string; liveSession: string | null }) {
  const words = useWords();
  const list = useInfiniteQuery({
    queryKey: ["mine", "sessions", channelId, liveSession],
    queryFn: ({ pageParam }) => channelSessions(channelId, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: POLL_MS,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <div className="skeleton channel-row-place" />;
  if (list.isError && items.length === 0) return <ProblemPanel error={list.error} retry={list.refetch} />;
  if (items.length === 0) return <div className="empty"><h3>{words.broadcast.noSessions}</h3><p>{words.broadcast.noSessionsHint}</p></div>;
  return (
    <>
      <div className="table-place" tabIndex={0} role="group" aria-labelledby="sessions">
        <table className="table" data-testid="sessions">
          <thead><tr><th scope="col">{words.broadcast.started}</th><th scope="col">{words.broadcast.duration}</th><th scope="col">{words.broadcast.peak}</th><th scope="col">{words.broadcast.replay}</th></tr></thead>
          <tbody>{items.map((one) => <Row key={one.session_id} one={one} />)}</tbody>
        </table>
      </div>
      {list.hasNextPage && <div><button type="button" className="button button-plain" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{words.common.more}</button></div>}
    </>
  );
}

function Row({ one }: { one: Session }) {
  const { broadcast } = useWords();
  const formats = useFormats();
  return (
    <tr data-testid="session-row" data-session-id={one.session_id} data-state={one.state}>
      <th scope="row">{one.started_at === null ? "–" : formats.dateTime(one.started_at)}</th>
      <td className="numbers">{one.state === "live" ? <span className="badge badge-live">{broadcast.live}</span> : clock(one.duration_seconds ?? 0)}</td>
      <td className="numbers">{formats.count(one.peak_viewers)}</td>
      <td>{one.title_id && one.title_state
        ? <Link href={`/watch/${one.title_id}`} data-testid="session-replay"><span className={`badge ${STATE_LOOK[one.title_state]}`}>{broadcast.replayStates[one.title_state]}</span></Link>
        : <span className="faint">{one.state === "live" ? "–" : broadcast.none}</span>}</td>
    </tr>
  );
}
