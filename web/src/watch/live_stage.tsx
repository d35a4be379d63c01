import { useQuery } from "@tanstack/react-query";
import type { LiveItem } from "../api/contract";
import { livePlayback } from "../api/live";
import type { ChatConnection } from "../chat/connection";
import { DanmakuButton, LiveDanmaku, useDanmaku } from "../chat/danmaku";
import Player from "../player/player";
import { useStayed } from "../taste/use_watched";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { About } from "./about";
import { useViewing } from "./use_viewing";

/** The broadcast on air. `check` asks at once whether it is still running when the player loses it. */
export function LiveStage({ item, owner, check, room }: { item: LiveItem; owner: string | undefined; check: () => void; room: ChatConnection }) {
  const words = useWords();
  const formats = useFormats();
  const playback = useQuery({ queryKey: ["playback-live", item.session_id], queryFn: () => livePlayback(item.channel_id), staleTime: Infinity, gcTime: 0 });
  const danmaku = useDanmaku();
  const viewers = useViewing(item.session_id) ?? item.viewers;
  useStayed(item.channel_id);
  const title = item.title || item.channel_name;
  return (
    <section className="stage" aria-labelledby="title">
      {playback.isPending && <div className="player-place skeleton" />}
      {playback.isError && <div className="player-place player-place-problem"><ProblemPanel error={playback.error} retry={playback.refetch} /></div>}
      {playback.data && (
        <Player source={playback.data.url} live label={title} renew={playback.refetch} onEnded={check} onFailed={check}
          tools={<DanmakuButton danmaku={danmaku} />} overlay={danmaku.shown && <LiveDanmaku room={room} />}
          corner={<span className="thumb-chip numbers"><Icon name="people" size={15} /><span data-testid="viewers">{words.home.viewers(formats.count(viewers))}</span></span>} />
      )}
      <About title={title} channel={item.channel_name} channelId={item.channel_id} sessionId={item.session_id} owner={owner}>
        <span className="badge badge-live">{words.home.live}</span>
        <Elapsed since={item.started_at} />
      </About>
    </section>
  );
}

function Elapsed({ since }: { since: string }) {
  const words = useWords();
  const elapsed = clock((useNow() - Date.parse(since)) / 1000);
  return <span className="numbers" data-testid="elapsed">{words.home.elapsed(elapsed)}</span>;
}
