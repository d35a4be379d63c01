import { useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { Playback, TitleDetail } from "../api/contract";
import { titlePlayback } from "../api/titles";
import { DanmakuButton, DanmakuLayer, useDanmaku } from "../chat/danmaku";
import type { ReplayLog } from "../chat/replay_log";
import { Thumbnail } from "../home/thumbnail";
import Player from "../player/player";
import { rememberPosition, resumePosition } from "../player/resume";
import { useWatched } from "../taste/use_watched";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { clock } from "../words/format";

const RENEW_BEFORE_MS = 60_000;
const LEAST_MS = 30_000;
const REMEMBER_EVERY_SECONDS = 5;

/** Fresh cookies are fetched a minute before the present ones run out; the address stays, so the picture does too. */
function untilRenewal(data: Playback | undefined): number | false {
  return data ? Math.max(LEAST_MS, Date.parse(data.expires_at) - Date.now() - RENEW_BEFORE_MS) : false;
}

/** `replay` is the talk that goes with it, if any. */
export function TitleStage({ title, replay }: { title: TitleDetail; replay: ReplayLog | null }) {
  const danmaku = useDanmaku();
  const words = useWords();
  const playback = useQuery({ queryKey: ["playback-title", title.id], queryFn: () => titlePlayback(title.id), staleTime: Infinity, gcTime: 0, refetchInterval: (query) => untilRenewal(query.state.data), refetchIntervalInBackground: true });
  const [startAt] = useState(() => resumePosition(title.id));
  const [resumed, setResumed] = useState(startAt !== null);
  const place = useRef<HTMLDivElement>(null);
  const kept = useRef(0);
  const watched = useWatched("title", title.id);
  const remember = useCallback((seconds: number, duration: number) => {
    watched(seconds, duration);
    replay?.moveTo(seconds * 1000);
    if (Math.abs(seconds - kept.current) < REMEMBER_EVERY_SECONDS) return;
    kept.current = seconds;
    rememberPosition(title.id, seconds, duration);
  }, [title.id, replay, watched]);
  const fromStart = () => {
    const video = place.current?.querySelector("video");
    if (video) video.currentTime = 0;
    setResumed(false);
  };
  if (playback.isPending) return <div className="player-place skeleton" />;
  if (!playback.data) return <div className="player-place player-place-problem"><ProblemPanel error={playback.error} retry={playback.refetch} /></div>;
  return (
    <div ref={place} className="stack-tight">
      <Player source={playback.data.url} live={false} label={title.name} spriteUrl={title.sprite?.vtt_url ?? null}
        startAt={startAt} onPosition={remember} renew={playback.refetch} poster={title.thumbnail_url}
        tools={replay && <DanmakuButton danmaku={danmaku} />} overlay={replay && danmaku.shown && <DanmakuLayer feed={replay.feed} />}
        cover={title.renditions.some(({ height }) => height > 0) ? undefined : <Thumbnail url={title.thumbnail_url} seed={title.id} />} />
      {resumed && startAt !== null && (
        <p className="spread notice" role="status" data-testid="resumed">{words.player.resumed(clock(startAt))}<button type="button" className="button button-bare button-small" onClick={fromStart} data-testid="from-start">{words.player.fromStart}</button></p>
      )}
    </div>
  );
}
