import { useRef, useState, type KeyboardEvent } from "react";
import { decide, type Review } from "../../api/moderation";
import { Name } from "../../chat/message_row";
import { ProblemPanel } from "../../ui/problem_panel";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useToast } from "../../ui/toasts";
import { useNow } from "../../ui/use_now";
import { useFormats, useWords } from "../../words";
import { useQueue, useRefreshRoom } from "./room_queries";

interface Asked { review: Review; approve: boolean }

/** What waits for a moderator, and what is shown and doubted; the most likely abuse first. Every step by keyboard too. */
export function Queue({ roomId }: { roomId: string }) {
  const words = useWords().moderation.queue;
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const list = useQueue(roomId);
  const [asked, setAsked] = useState<Asked | null>(null);
  const place = useRef<HTMLUListElement>(null);
  const items = list.data ?? [];

  const act = async (reason: string) => {
    if (asked === null) return;
    const { review: { message }, approve } = asked;
    await decide(roomId, message.id, approve, reason);
    await refresh();
    say(approve ? words.approved : words.refused);
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>("[data-testid=review]")?.focus());
  };
  const keyed = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[data-testid=review]"));
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const review = items[at];
    const step = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
    } else if (review && ["a", "A", "ㅁ"].includes(event.key)) setAsked({ review, approve: true }); // the same key on a Korean keyboard
    else if (review && ["r", "R", "ㄱ", "ㄲ"].includes(event.key)) setAsked({ review, approve: false });
  };
  return (
    <section className="stack" aria-labelledby="queue">
      <div className="spread"><h2 id="queue">{words.title}</h2>{items.length > 0 && <span className="small faint keys-hint">{words.keys}</span>}</div>
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isPending && <div className="skeleton moderation-place" />}
      {list.isSuccess && items.length === 0 && <div className="empty" data-testid="queue-empty"><h3>{words.none}</h3><p>{words.noneHint}</p></div>}
      <ul ref={place} className="stack-tight" onKeyDown={keyed} aria-label={words.list} data-testid="queue">
        {items.map((review, n) => <ReviewCard key={review.message.id} review={review} first={n === 0} decide={(approve) => setAsked({ review, approve })} />)}
      </ul>
      {asked && <DecisionDialog asked={asked} act={act} onClose={() => setAsked(null)} />}
    </section>
  );
}

function DecisionDialog({ asked: { review, approve }, act, onClose }: { asked: Asked; act: (reason: string) => Promise<void>; onClose: () => void }) {
  const words = useWords();
  const { queue } = words.moderation;
  const shown = review.state === "shown";
  const sure = { text: `“${review.message.text}”`, act, onClose };
  return approve
    ? <ReasonDialog {...sure} title={queue.approveTitle} action={shown ? queue.keep : queue.approve} presets={queue.approvePresets} testId="approve-dialog" />
    : <ReasonDialog {...sure} danger title={queue.refuseTitle} action={shown ? queue.takeDown : queue.refuse} presets={words.room.moderate.presets} testId="refuse-dialog" />;
}

function ReviewCard({ review, first, decide: choose }: { review: Review; first: boolean; decide: (approve: boolean) => void }) {
  const { queue } = useWords().moderation;
  const formats = useFormats();
  const now = useNow(10_000);
  const { message, state } = review;
  const percent = Math.round(review.score * 100);
  const waits = state === "waiting";
  return (
    <li className="review" tabIndex={first ? 0 : -1} data-testid="review" data-state={state} data-message-id={message.id}>
      <div className="review-head">
        <span className={`badge ${waits ? "badge-busy" : "badge-good"}`} title={waits ? queue.waitingHint : queue.shownHint}>{waits ? queue.waiting : queue.shown}</span>
        {review.reasons.map((reason) => <span key={reason} className="badge badge-bad" data-testid="review-reason">{queue.reasons[reason] ?? reason}</span>)}
        <span className="review-score"><span className="small soft">{queue.score}</span><span className="meter" role="meter" aria-label={queue.score} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}><span style={{ width: `${percent}%` }} /></span><span className="small numbers">{percent}%</span></span>
        <span className="small faint" title={formats.dateTime(message.at)}>{formats.age(message.at, now)}</span>
      </div>
      <p className="review-text"><Name by={message.by} />{message.text}</p>
      <div className="row">
        <button type="button" className="button button-main button-small" onClick={() => choose(true)} data-testid="review-approve">{waits ? queue.approve : queue.keep}</button>
        <button type="button" className="button button-danger button-small" onClick={() => choose(false)} data-testid="review-refuse">{waits ? queue.refuse : queue.takeDown}</button>
      </div>
    </li>
  );
}
