import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { showRoom } from "../../api/moderation";
import { isProblem } from "../../api/problem";
import { Lost } from "../../app/lost";
import { usePageTitle } from "../../app/page_title";
import { PageSkeleton } from "../../app/page_skeleton";
import { useMe, useSignInFirst } from "../../app/session";
import { ProblemPanel } from "../../ui/problem_panel";
import { useWords } from "../../words";
import { ModerationSection } from "./moderation_section";
import "../../home/home.css";
import "../studio.css";

/** For moderators who are not the streamer, and so have no studio of the channel. */
export default function ModerationPage({ roomId }: { roomId: string }) {
  const words = useWords();
  const stranger = useSignInFirst();
  const me = useMe();
  const room = useQuery({ queryKey: ["room", roomId], queryFn: () => showRoom(roomId) });
  usePageTitle(room.data ? `${room.data.name} · ${words.moderation.title}` : words.moderation.title);
  if (stranger || room.isPending || me.isPending) return <PageSkeleton />;
  if (!room.data) return isProblem(room.error) && room.error.status === 404 ? <Lost /> : <div className="page"><ProblemPanel error={room.error} retry={room.refetch} /></div>;
  return (
    <div className="page studio">
      <div className="spread">
        <h1>{words.moderation.title} · {room.data.name}</h1>
        <Link href={`/watch/live/${roomId}`} className="button button-plain button-small">{words.broadcast.watchPage}</Link>
      </div>
      <ModerationSection roomId={roomId} streamer={room.data.owner_id === me.data?.value.user_id} />
    </div>
  );
}
