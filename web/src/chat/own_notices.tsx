import { useState } from "react";
import type { Action } from "../api/moderation";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { passing, secondsUntil } from "./cooldown";
import type { ChatConnection } from "./connection";
import { StandingDialog } from "./standing";
import type { ChatState } from "./state";
import { refusedFromQueue, useStanding } from "./use_standing";

type StandingQuery = ReturnType<typeof useStanding>;

/** What concerns the reader alone, above the composer: a timeout that passes, and words that a moderator did not let through. */
export function OwnNotices({ roomId, connection, state, standing, ask }: { roomId: string; connection: ChatConnection; state: ChatState; standing: StandingQuery; ask: (yes: boolean) => void }) {
  const [open, setOpen] = useState(false);
  const told = state.facts.sanctions.get(state.you?.user_id ?? "");
  const silenced = told?.measure === "timeout" && told.until ? Date.parse(told.until) : refusedUntil(state);
  const refused = refusedFromQueue(standing.data?.actions ?? [], state.held.map(({ id }) => id));
  const show = (yes: boolean) => {
    setOpen(yes);
    ask(yes);
  };
  return (
    <>
      {silenced !== null && <Silenced key={silenced} until={silenced} why={() => show(true)} />}
      {state.held.map(({ id, text }) => {
        const action = refused.get(id);
        return action && <Rejected key={id} text={text} action={action} why={() => show(true)} putAway={() => connection.forgetHeld(id)} />;
      })}
      {open && <StandingDialog roomId={roomId} standing={standing} onClose={() => show(false)} />}
    </>
  );
}

/** Who came in during a timeout learns of it with the first refusal. */
const refusedUntil = ({ refused }: ChatState): number | null => (refused?.code === "timed_out" ? refused.until : null);

function Silenced({ until, why }: { until: number; why: () => void }) {
  const words = useWords().room.standing;
  const formats = useFormats();
  const left = secondsUntil(until, useNow());
  const [first] = useState(() => words.timedOut(passing(left, formats)));
  if (left === 0) return null;
  return (
    <div className="chat-notice" data-testid="chat-silenced" data-left={left}>
      <Icon name="clock" size={16} />
      <span className="hidden-visually" role="alert">{first}</span>
      <span aria-hidden="true">{words.timedOut(passing(left, formats))}</span>
      <button type="button" className="button button-bare button-small" onClick={why} data-testid="chat-why">{words.why}</button>
    </div>
  );
}

function Rejected({ text, action, why, putAway }: { text: string; action: Action; why: () => void; putAway: () => void }) {
  const words = useWords();
  return (
    <div className="chat-notice" role="status" data-testid="chat-rejected">
      <span>“{text}” — {words.room.standing.rejected(action.reason)}</span>
      <button type="button" className="button button-bare button-small" onClick={why} data-testid="chat-why">{words.room.standing.appeal}</button>
      <button type="button" className="chat-tool" onClick={putAway} aria-label={words.common.close} title={words.common.close}><Icon name="cross" size={16} /></button>
    </div>
  );
}
