import { useQuery } from "@tanstack/react-query";
import type { ChannelSettings } from "../api/contract";
import { liveOf } from "../api/live";
import { ChatPanel } from "../chat/chat_panel";
import { useRoom } from "../chat/use_room";
import { useWords } from "../words";
import { Health } from "./health";
import { IngestPanel } from "./ingest_panel";
import { OnAirTools } from "./on_air_tools";
import { PastSessions } from "./past_sessions";
import { Preview } from "./preview";

const POLL_MS = 3000;

/** Everything while broadcasting: the picture, how well it arrives, and the values that OBS needs. */
export function BroadcastSection({ channel }: { channel: ChannelSettings }) {
  const words = useWords();
  const live = useQuery({ queryKey: ["live-of", channel.id], queryFn: () => liveOf(channel.id), refetchInterval: POLL_MS });
  const room = useRoom(channel.id);
  const item = live.data ?? null;
  if (live.isPending) return <div className="desk"><div className="player-place skeleton" /></div>;
  const chat = <div key="chat" className="desk-chat"><ChatPanel roomId={channel.id} connection={room} /></div>;
  const obs = <IngestPanel key="obs" channel={channel} />;
  return (
    <div className="desk">
      <div className="desk-main">
        <Preview channelId={channel.id} item={item} />
        {item && <OnAirTools channelId={channel.id} item={item} />}
        <Health item={item} />
      </div>
      <div className="desk-main">{item ? [chat, obs] : [obs, chat]}</div>
      <section className="desk-wide stack" aria-labelledby="sessions">
        <h2 id="sessions">{words.broadcast.sessions}</h2>
        <PastSessions channelId={channel.id} liveSession={item?.session_id ?? null} />
      </section>
    </div>
  );
}
