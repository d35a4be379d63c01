import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { lift, sanctioned, type Sanctioned } from "../../api/moderation";
import { passing, secondsUntil } from "../../chat/cooldown";
import { ProblemPanel } from "../../ui/problem_panel";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useToast } from "../../ui/toasts";
import { useNow } from "../../ui/use_now";
import { useFormats, useWords } from "../../words";
import { useRefreshRoom } from "./room_queries";

const LOOK_MS = 5000;

/** Who is banned or timed out, and the way to lift it. */
export function People({ roomId }: { roomId: string }) {
  const words = useWords().moderation.people;
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const now = useNow();
  const list = useQuery({ queryKey: ["mine", "room", roomId, "sanctions"], queryFn: () => sanctioned(roomId), refetchInterval: LOOK_MS, staleTime: 0 });
  const [lifting, setLifting] = useState<Sanctioned | null>(null);
  const items = (list.data ?? []).filter((one) => one.banned || leftOf(one, now) > 0);
  const act = async (reason: string) => {
    if (lifting === null) return;
    await lift(roomId, lifting.user_id, reason);
    await refresh();
    say(words.lifted);
  };
  return (
    <section className="stack" aria-labelledby="people">
      <h2 id="people">{words.title}</h2>
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton moderation-place" />}
      {list.isSuccess && items.length === 0 && <div className="empty" data-testid="people-empty"><h3>{words.none}</h3><p>{words.noneHint}</p></div>}
      <ul className="stack-tight">{items.map((one) => <PersonRow key={one.user_id} person={one} left={leftOf(one, now)} lift={() => setLifting(one)} />)}</ul>
      {lifting && <ReasonDialog title={words.liftTitle(lifting.name || lifting.user_id)} action={words.lift} presets={words.liftPresets} act={act} onClose={() => setLifting(null)} testId="lift-dialog" />}
    </section>
  );
}

const leftOf = ({ timeout_until: until }: Sanctioned, now: number): number => (until === null ? 0 : secondsUntil(Date.parse(until), now));

function PersonRow({ person, left, lift: open }: { person: Sanctioned; left: number; lift: () => void }) {
  const words = useWords().moderation.people;
  const formats = useFormats();
  return (
    <li className="sanctioned" data-testid="sanctioned" data-user-id={person.user_id} data-banned={person.banned}>
      <strong>{person.name || person.user_id}</strong>
      {person.banned ? <span className="badge badge-bad">{words.banned}</span> : <span className="badge badge-busy numbers">{words.timedOut(passing(left, formats))}</span>}
      <button type="button" className="button button-plain button-small" onClick={open} data-testid="lift">{words.lift}</button>
    </li>
  );
}
