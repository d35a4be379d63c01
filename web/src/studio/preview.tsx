import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy } from "react";
import type { LiveItem } from "../api/contract";
import { livePlayback } from "../api/live";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";

const Player = lazy(() => import("../player/player"));

/** What viewers see, or where it will appear. It does not count as a viewer. */
export function Preview({ channelId, item }: { channelId: string; item: LiveItem | null }) {
  const words = useWords();
  return (
    <section aria-label={words.broadcast.preview} data-testid="preview" data-live={item !== null}>
      {item ? <LivePreview key={item.session_id} channelId={channelId} item={item} /> : (
        <div className="player-place player-place-text">
          <h2>{words.broadcast.waiting}</h2>
          <p className="soft">{words.broadcast.waitingHint}</p>
        </div>
      )}
    </section>
  );
}

function LivePreview({ channelId, item }: { channelId: string; item: LiveItem }) {
  const words = useWords();
  const playback = useQuery({ queryKey: ["playback-live", item.session_id], queryFn: () => livePlayback(channelId), staleTime: Infinity, gcTime: 0 });
  if (playback.isError) return <div className="player-place player-place-problem"><ProblemPanel error={playback.error} retry={playback.refetch} /></div>;
  if (!playback.data) return <div className="player-place skeleton" />;
  return <Suspense fallback={<div className="player-place skeleton" />}><Player source={playback.data.url} live label={words.broadcast.preview} renew={playback.refetch} /></Suspense>;
}
