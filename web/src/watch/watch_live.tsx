import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { channel } from "../api/channels";
import type { LiveItem } from "../api/contract";
import { liveOf } from "../api/live";
import { isProblem } from "../api/problem";
import { Lost } from "../app/lost";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { DonationReturn } from "../money/donation_return";
import { SubscribedReturn } from "../plans/subscribed_return";
import { ProblemPanel } from "../ui/problem_panel";
import { ChatPanel } from "../chat/chat_panel";
import { mayModerate, type RaidSent } from "../chat/protocol";
import { hasStayed, isNews, stayFrom } from "../chat/raid_news";
import { RaidOffer } from "../chat/raid_offer";
import { useRoom, useRoomState } from "../chat/use_room";
import { EndedBroadcast, OffAir } from "./after_live";
import { LiveStage } from "./live_stage";
import { MoreTitles } from "./more_titles";
import "../home/home.css";
import "./watch.css";

const POLL_MS = 3000;

/** One channel's broadcast: waiting for it, watching it, and what remains of it. */
export default function WatchLive({ channelId }: { channelId: string }) {
  const [last, setLast] = useState<LiveItem | null>(null);
  const [raid, setRaid] = useState<RaidSent | null>(null);
  const about = useQuery({ queryKey: ["channel", channelId], queryFn: () => channel(channelId) });
  const live = useQuery({ queryKey: ["live-of", channelId], queryFn: () => liveOf(channelId), refetchInterval: POLL_MS });
  if (live.data && live.data.session_id !== last?.session_id) setLast(live.data);
  const name = live.data?.channel_name ?? about.data?.name ?? last?.channel_name;
  usePageTitle(live.data?.title || name);

  if (isProblem(about.error) && about.error.status === 404) return <Lost />;
  if (about.isError && !last) return <div className="page"><ProblemPanel error={about.error} retry={about.refetch} /></div>;
  if (live.isPending || about.isPending) return <PageSkeleton />;
  if (live.isError && !last) return <div className="page"><ProblemPanel error={live.error} retry={live.refetch} /></div>;
  return (
    <div className="page watch">
      <DonationReturn />
      <SubscribedReturn />
      {raid && !live.data && <RaidOffer key={raid.raid_id} raid={raid} goes stay={() => { stayFrom(raid); setRaid(null); }} />}
      {live.data ? <Theatre key={live.data.session_id} item={live.data} owner={about.data?.owner_name} check={() => void live.refetch()} offered={setRaid} />
        : last ? <EndedBroadcast item={last} />
          : <OffAir channelId={channelId} name={name ?? ""} owner={about.data?.owner_name ?? ""} />}
      <MoreTitles channelId={channelId} except={null} />
    </div>
  );
}

/** The stage with its room beside it. `offered` is told of a raid from here: it is still open to go when the broadcast ends. */
function Theatre({ offered, ...stage }: { item: LiveItem; owner: string | undefined; check: () => void; offered: (raid: RaidSent | null) => void }) {
  const room = useRoom(stage.item.channel_id);
  const state = useRoomState(room);
  const { facts: { raid }, you } = state;
  const open = raid !== null && isNews(raid, state) && !mayModerate(you) ? raid : null;
  useEffect(() => () => offered(open && !hasStayed(open) ? open : null), [offered, open]);
  return (
    <div className="theatre">
      <LiveStage {...stage} room={room} />
      <aside className="theatre-side"><ChatPanel roomId={stage.item.channel_id} connection={room} /></aside>
    </div>
  );
}
