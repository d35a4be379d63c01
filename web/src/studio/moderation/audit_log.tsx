import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { actions, answerAppeal, undo, type Action } from "../../api/moderation";
import { useMe } from "../../app/session";
import { ProblemPanel } from "../../ui/problem_panel";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";
import { AuditRow } from "./audit_row";
import { useRefreshRoom } from "./room_queries";

const LOOK_MS = 5000;

export type Want = "undo" | "grant" | "deny";

/** Every act of moderation, the newest first; undone with a reason, appeals answered. */
export function AuditLog({ roomId, streamer }: { roomId: string; streamer: boolean }) {
  const words = useWords();
  const { log } = words.moderation;
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const me = useMe().data?.value.user_id ?? null;
  const [openOnly, setOpenOnly] = useState(false);
  const [asked, setAsked] = useState<{ action: Action; want: Want } | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["mine", "room", roomId, "actions"],
    queryFn: ({ pageParam }) => actions(roomId, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: LOOK_MS,
    staleTime: 0,
  });
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const items = openOnly ? all.filter((one) => one.appeal?.state === "open") : all;
  const act = async (reason: string) => {
    if (asked === null) return;
    const { action, want } = asked;
    if (want === "undo") await undo(roomId, action.id, reason);
    else await answerAppeal(roomId, action.id, want === "grant", reason);
    await refresh();
    say(want === "undo" ? log.undone : log.answered);
  };
  const dialogs: Record<Want, { title: string; action: string; presets: readonly string[] }> = {
    undo: { title: log.undoTitle, action: log.undo, presets: log.undoPresets },
    grant: { title: log.grantTitle, action: log.grant, presets: log.grantPresets },
    deny: { title: log.denyTitle, action: log.deny, presets: log.denyPresets },
  };
  return (
    <section className="stack" aria-labelledby="log">
      <div className="spread">
        <h2 id="log">{log.title}</h2>
        <label className="check small"><input type="checkbox" checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)} data-testid="open-appeals-only" /><span>{log.openOnly}</span></label>
      </div>
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton moderation-place" />}
      {list.isSuccess && items.length === 0 && (openOnly ? <div className="empty"><h3>{log.noAppeals}</h3></div> : <div className="empty"><h3>{log.none}</h3><p>{log.noneHint}</p></div>)}
      <ol className="stack-tight" data-testid="audit-log">
        {items.map((one) => <AuditRow key={one.id} action={one} me={me} mayAnswer={streamer || one.actor_id !== me} want={(want) => setAsked({ action: one, want })} />)}
      </ol>
      {list.hasNextPage && <div><button type="button" className="button button-plain" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} data-testid="log-more">{words.common.more}</button></div>}
      {asked && <ReasonDialog {...dialogs[asked.want]} act={act} onClose={() => setAsked(null)} testId={`${asked.want}-dialog`} />}
    </section>
  );
}
