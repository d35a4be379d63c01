import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { answerSurvey, surveyTitles, type Choice, type Named } from "../api/tastes";
import { Refusal } from "../money/refusal";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { LISTS, TASTE } from "./queries";

const NEEDED = 10;

/** Titles to choose from, what is chosen, and its sending; `onDone` after it was taken. */
export function Survey({ before, onDone }: { before: readonly Named[]; onDone: () => void }) {
  const { taste } = useWords();
  const [chosen, setChosen] = useState<readonly Named[]>(before);
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const offered = useQuery({ queryKey: ["survey-titles", q], queryFn: () => surveyTitles(q), staleTime: 300_000, placeholderData: (last) => last });
  const needed = offered.data?.min_items ?? NEEDED;
  const has = (id: string) => chosen.some((one) => one.id === id);
  const turn = (one: Named) => setChosen((now) => (now.some((other) => other.id === one.id) ? now.filter((other) => other.id !== one.id) : [...now, { id: one.id, name: one.name }]));
  return (
    <section className="stack" aria-labelledby="survey" data-testid="survey">
      <div className="stack-tight"><h2 id="survey">{taste.survey}</h2><p className="soft">{taste.surveyIntro}</p></div>
      <label className="search survey-search"><span className="hidden-visually">{taste.search}</span><Icon name="search" size={18} />
        <input type="search" className="input" placeholder={taste.search} value={text} onChange={(event) => setText(event.target.value)} maxLength={80} data-testid="survey-search" /></label>
      {offered.isError && <ProblemPanel error={offered.error} retry={offered.refetch} />}
      {offered.isSuccess && offered.data.items.length === 0 && <p className="empty" data-testid="survey-empty">{q === "" ? taste.empty : taste.noMatch(q)}</p>}
      <ul className="survey-grid" aria-busy={offered.isFetching}>
        {offered.data?.items.map((one) => <li key={one.id}><ChoiceCard one={one} chosen={has(one.id)} turn={() => turn(one)} /></li>)}
        {offered.isPending && Array.from({ length: 12 }, (_, n) => <li key={n} className="skeleton survey-place" aria-hidden="true" />)}
      </ul>
      <Tray chosen={chosen} needed={needed} turn={turn} onDone={onDone} />
    </section>
  );
}

function ChoiceCard({ one, chosen, turn }: { one: Choice; chosen: boolean; turn: () => void }) {
  return (
    <button type="button" className="survey-choice" aria-pressed={chosen} onClick={turn} data-testid="survey-choice" data-title-id={one.id}>
      <strong>{one.name}</strong>
      <small>{[one.year, ...one.genres.slice(0, 2)].filter(Boolean).join(" · ")}</small>
      {chosen && <span className="survey-mark"><Icon name="check" size={16} /></span>}
    </button>
  );
}

interface TrayProps { chosen: readonly Named[]; needed: number; turn: (one: Named) => void; onDone: () => void }

/** Stays at the bottom of the window: how many there are, each to be taken out again, and the way on. */
function Tray({ chosen, needed, turn, onDone }: TrayProps) {
  const { taste } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const client = useQueryClient();
  const say = useToast();
  const enough = chosen.length >= needed;
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      await answerSurvey(chosen.map((one) => one.id), !enough);
      await Promise.all([client.invalidateQueries({ queryKey: TASTE }), client.invalidateQueries({ queryKey: LISTS })]);
      say(taste.saved);
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="survey-tray" data-testid="survey-tray">
      <div className="spread">
        <p role="status"><strong>{taste.chosen}</strong> <span className="numbers" data-testid="survey-counter">{taste.counter(chosen.length, needed)}</span></p>
        <button type="button" className={enough ? "button button-main" : "button button-plain"} disabled={busy || chosen.length === 0} onClick={() => void send()} data-testid="survey-send">{enough ? taste.finish : taste.anyway}</button>
      </div>
      <progress className="survey-progress" max={needed} value={Math.min(chosen.length, needed)} aria-label={taste.counter(chosen.length, needed)} />
      {chosen.length === 0 ? <p className="small soft">{taste.none}</p> : (
        <ul className="survey-chosen">{chosen.map((one) => <li key={one.id}><button type="button" className="chip" onClick={() => turn(one)} aria-label={taste.remove(one.name)}>{one.name}<Icon name="cross" size={13} /></button></li>)}</ul>
      )}
      {chosen.length > 0 && !enough && <p className="small soft">{taste.anywayHint}</p>}
      {error !== null && <Refusal error={error} said={taste.refusals} />}
    </div>
  );
}
