import { useState } from "react";
import { useForm } from "../../account/use_form";
import { endPoll, openPoll } from "../../api/moderation";
import { PollPlace } from "../../chat/poll_card";
import { useRoom, useRoomState } from "../../chat/use_room";
import { Field } from "../../ui/field";
import { Icon } from "../../ui/icons";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useFormats, useWords } from "../../words";
import "../../chat/room.css";
import { EMPTY_DRAFT, problemsOf, requestOf, type Draft } from "./poll_draft";

const SECONDS = [30, 60, 120, 300, 600];
const FEWEST = 2;
const MOST = 10;

/** A poll or a quiz for the room: asked here, watched here, ended here. */
export function Polls({ roomId }: { roomId: string }) {
  const words = useWords();
  const { polls } = words.moderation;
  const say = useToast();
  const room = useRoom(roomId);
  const state = useRoomState(room);
  const { poll, result } = state.facts;
  const [failure, setFailure] = useState<unknown>(null);
  const [ending, setEnding] = useState<string | null>(null);
  const end = async (pollId: string) => {
    setFailure(null);
    setEnding(pollId);
    try {
      await endPoll(roomId, pollId);
      say(polls.ending);
    } catch (error) {
      setFailure(error);
      setEnding(null);
    }
  };
  return (
    <section className="stack poll-desk" aria-labelledby="polls">
      <h2 id="polls">{poll ? polls.running : polls.open}</h2>
      {(poll ?? result) && <div className="panel poll-panel"><PollPlace roomId={roomId} connection={room} state={state} /></div>}
      {failure !== null && <ProblemPanel error={failure} />}
      {poll ? <div><button type="button" className="button button-danger" disabled={ending === poll.id} onClick={() => void end(poll.id)} data-testid="poll-end">{polls.end}</button></div> : <PollForm roomId={roomId} />}
    </section>
  );
}

function PollForm({ roomId }: { roomId: string }) {
  const words = useWords();
  const { polls } = words.moderation;
  const formats = useFormats();
  const say = useToast();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const form = useForm(async () => {
    await openPoll(roomId, requestOf(draft));
    setDraft(EMPTY_DRAFT);
    say(polls.started);
  }, () => problemsOf(draft, polls));
  const setOption = (place: number, text: string) => setDraft({ ...draft, options: draft.options.map((one, n) => (n === place ? text : one)) });
  const drop = (place: number) => setDraft({
    ...draft,
    options: draft.options.filter((_, n) => n !== place),
    answer: draft.answer === null || draft.answer === place ? null : draft.answer - (draft.answer > place ? 1 : 0),
  });
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="poll-form">
      <Field label={polls.question} maxLength={200} value={draft.question} onChange={(event) => setDraft({ ...draft, question: event.target.value })} error={form.beside("/question")} testId="poll-question" />
      <label className="check"><input type="checkbox" checked={draft.quiz} onChange={(event) => setDraft({ ...draft, quiz: event.target.checked })} data-testid="poll-quiz" /><span>{polls.quiz}</span></label>
      <div className="stack-tight">
        {draft.options.map((option, place) => (
          <div key={place} className="poll-draft">
            {draft.quiz && <input type="radio" name="answer" checked={draft.answer === place} onChange={() => setDraft({ ...draft, answer: place })} aria-label={`${polls.right}: ${polls.option(place + 1)}`} title={polls.right} data-testid={`poll-answer-${place}`} />}
            <input className="input" maxLength={80} value={option} onChange={(event) => setOption(place, event.target.value)} placeholder={polls.option(place + 1)} aria-label={polls.option(place + 1)} data-testid={`poll-option-${place}`} />
            {draft.options.length > FEWEST && <button type="button" className="button button-bare button-small" onClick={() => drop(place)} aria-label={polls.drop(place + 1)} title={polls.drop(place + 1)}><Icon name="cross" size={16} /></button>}
          </div>
        ))}
        {form.beside("/options") !== null && <p className="field-error" role="alert" data-testid="poll-options-error">{form.beside("/options")}</p>}
        {form.beside("/answer") !== null && <p className="field-error" role="alert">{form.beside("/answer")}</p>}
        {draft.options.length < MOST && <div><button type="button" className="button button-plain button-small" onClick={() => setDraft({ ...draft, options: [...draft.options, ""] })} data-testid="poll-add"><Icon name="plus" size={16} />{polls.add}</button></div>}
      </div>
      <label className="field retention">
        <span className="legend">{polls.seconds}</span>
        <select className="input" value={draft.seconds} onChange={(event) => setDraft({ ...draft, seconds: Number(event.target.value) })} data-testid="poll-seconds">
          {SECONDS.map((seconds) => <option key={seconds} value={seconds}>{formats.span(seconds)}</option>)}
        </select>
      </label>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/question", "/options", "/answer"]} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="poll-start">{polls.start}</button></div>
    </form>
  );
}
