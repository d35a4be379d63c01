import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { roomSettings } from "../../api/moderation";
import { isProblem } from "../../api/problem";
import { ProblemPanel } from "../../ui/problem_panel";
import { useWords } from "../../words";
import { AuditLog } from "./audit_log";
import { Emotes } from "./emotes";
import { Figures } from "./figures";
import { People } from "./people";
import { Polls } from "./polls";
import { Queue } from "./queue";
import { Raids } from "./raids";
import { useQueue } from "./room_queries";
import { RoomSettingsPart } from "./room_settings";
import "./moderation.css";
import "../../chat/social.css";

const PARTS = ["queue", "people", "log", "polls", "raids", "emotes", "figures", "settings"] as const;
type Part = (typeof PARTS)[number];
const NOT_A_MODERATOR = 403;

/** Everything moderators do with a room. What only the streamer may change is shown to moderators as it is. */
export function ModerationSection({ roomId, streamer }: { roomId: string; streamer: boolean }) {
  const { moderation } = useWords();
  const [params, setParams] = useSearchParams();
  const part = PARTS.find((one) => one === params.get("part")) ?? "queue";
  const settings = useQuery({ queryKey: ["mine", "room", roomId, "settings"], queryFn: () => roomSettings(roomId), staleTime: 0 });
  const waiting = useQueue(roomId);
  const count = waiting.data?.length ?? 0;
  const go = (to: Part) => setParams(to === "queue" ? {} : { part: to }, { replace: true });
  if (isProblem(settings.error) && settings.error.status === NOT_A_MODERATOR) return <div className="empty" data-testid="not-a-moderator"><h2>{moderation.forbidden}</h2></div>;
  return (
    <div className="stack" data-testid="moderation" data-part={part}>
      <div className="tabs moderation-parts" role="group" aria-label={moderation.sections}>
        {PARTS.filter((one) => streamer || one !== "emotes").map((one) => (
          <button key={one} type="button" className="tab tab-small" aria-pressed={part === one} onClick={() => go(one)} data-testid={`part-${one}`}>
            {moderation.parts[one]}{one === "queue" && count > 0 && <span className="tab-count numbers" data-testid="queue-count">{moderation.queue.count(count)}</span>}
          </button>
        ))}
      </div>
      {part === "queue" && <Queue roomId={roomId} />}
      {part === "people" && <People roomId={roomId} />}
      {part === "log" && <AuditLog roomId={roomId} streamer={streamer} />}
      {part === "polls" && <Polls roomId={roomId} />}
      {part === "raids" && <Raids roomId={roomId} settings={settings.data} streamer={streamer} />}
      {part === "emotes" && streamer && <Emotes roomId={roomId} />}
      {part === "figures" && <Figures roomId={roomId} />}
      {part === "settings" && (settings.data ? <RoomSettingsPart roomId={roomId} settings={settings.data} streamer={streamer} />
        : settings.isError ? <ProblemPanel error={settings.error} retry={settings.refetch} /> : <div className="skeleton moderation-place" />)}
    </div>
  );
}
