import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { LiveItem, Session } from "../api/contract";
import { session } from "../api/live";
import { Courtyard } from "../home/courtyard";
import { Join } from "../plans/join";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import { clock } from "../words/format";

const POLL_MS = 3000;
const SETTLED_MS = 60_000; // a recording is announced within seconds, but its news may come late

function settled(data: Session | undefined): boolean {
  if (data?.title_state === "published" || data?.title_state === "failed") return true;
  return data?.state === "ended" && !data.recorded && Date.now() - Date.parse(data.ended_at ?? "") > SETTLED_MS;
}


/** After the last picture: thanks, and the replay as soon as there is one. */
export function EndedBroadcast({ item }: { item: LiveItem }) {
  const words = useWords();
  const { data } = useQuery({ queryKey: ["session", item.session_id], queryFn: () => session(item.session_id), refetchInterval: (query) => (settled(query.state.data) ? false : POLL_MS) });
  const ready = data?.title_id && data.title_state === "published";
  const failed = data?.title_state === "failed";
  return (
    <section className="curtain" aria-labelledby="title" data-testid="ended">
      <Courtyard />
      <div className="stack-tight">
        <p className="soft">{item.channel_name}</p>
        <h1 id="title">{words.watch.ended}</h1>
        <p>{item.title} {data?.duration_seconds ? <span className="numbers soft">· {clock(data.duration_seconds)}</span> : null}</p>
        <p className="soft">{words.watch.endedHint}</p>
        <div role="status" className="stack-tight">
          {ready ? (
            <>
              <p className="notice notice-good">{words.watch.replayReady}</p>
              <div><Link href={`/watch/${data.title_id ?? ""}`} className="button button-main" data-testid="replay-link"><Icon name="play" size={18} />{words.watch.watchReplay}</Link></div>
            </>
          ) : failed ? <p className="notice">{words.watch.failed}</p> : <p className="notice">{data?.state === "ended" && !data.recorded ? <span data-testid="no-replay">{words.watch.noReplay}</span> : <><strong>{words.watch.preparing}</strong><br />{words.watch.preparingHint}</>}</p>}
        </div>
        <div><Link href="/" className="button button-plain">{words.watch.toHome}</Link></div>
      </div>
    </section>
  );
}

export function OffAir({ channelId, name, owner }: { channelId: string; name: string; owner: string }) {
  const words = useWords();
  return (
    <section className="curtain" aria-labelledby="title" data-testid="off-air">
      <Courtyard />
      <div className="stack-tight">
        <p className="soft">{owner}</p>
        <h1 id="title">{name}</h1>
        <p className="notice"><strong>{words.watch.notLive}</strong><br />{words.watch.notLiveHint}</p>
        <div className="row"><Join channelId={channelId} channel={name} /><Link href="/" className="button button-plain">{words.watch.toHome}</Link></div>
      </div>
    </section>
  );
}
