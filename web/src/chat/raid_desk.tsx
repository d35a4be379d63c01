import { useState } from "react";
import { answerRaid, cancelRaid, type Raid } from "../api/social";
import { Problem } from "../api/problem";
import { useToast } from "../ui/toasts";
import { useNow } from "../ui/use_now";
import { useWords } from "../words";
import { clock } from "../words/format";
import { secondsUntil } from "./cooldown";
import { useRaids, useRefreshRaids } from "./use_raids";

/** Beside the talk, as the streamer looks there while on the air: who asks to come, and what was asked. */
export function RaidDesk({ roomId }: { roomId: string }) {
  const { data } = useRaids(roomId);
  return (
    <>
      {data?.incoming.map((raid) => <RaidCard key={raid.id} roomId={roomId} raid={raid} asked={false} />)}
      {data?.outgoing.map((raid) => <RaidCard key={raid.id} roomId={roomId} raid={raid} asked />)}
    </>
  );
}

/** `asked`: by this room, which may call it off. */
function RaidCard({ roomId, raid, asked }: { roomId: string; raid: Raid; asked: boolean }) {
  const words = useWords();
  const { raid: told } = words.social;
  const say = useToast();
  const refresh = useRefreshRaids(roomId);
  const [busy, setBusy] = useState(false);
  const left = secondsUntil(Date.parse(raid.expires_at), useNow());
  const act = async (call: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await call();
      say(done);
    } catch (error) {
      const code = error instanceof Problem ? error.document.code : "";
      say(told.refusals[code] ?? words.problems.unknownDetail);
    } finally {
      await refresh();
      setBusy(false);
    }
  };
  const refused = raid.state === "refused";
  if (left === 0) return null;
  return (
    <section className="chat-raid" data-testid={asked ? "raid-asked" : "raid-incoming"} data-raid-id={raid.id} data-state={raid.state}>
      <h3>{asked ? (refused ? told.declined(raid.to_name) : told.waits(raid.to_name)) : told.asks(raid.from_name)}</h3>
      {raid.note !== "" && <p className="small">“{raid.note}”</p>}
      {!refused && <p className="small soft numbers" role="timer" aria-live="off">{told.left(clock(left))}</p>}
      {!refused && <div className="row">
        {asked ? <button type="button" className="button button-plain button-small" disabled={busy} onClick={() => void act(() => cancelRaid(roomId, raid.id), told.cancelled)} data-testid="raid-cancel">{told.cancel}</button> : (
          <>
            <button type="button" className="button button-plain button-small" disabled={busy} onClick={() => void act(() => answerRaid(roomId, raid.id, false), told.refused)} data-testid="raid-refuse">{told.refuse}</button>
            <button type="button" className="button button-main button-small" disabled={busy} onClick={() => void act(() => answerRaid(roomId, raid.id, true), told.accepted)} data-testid="raid-accept">{told.accept}</button>
          </>
        )}
      </div>}
    </section>
  );
}
