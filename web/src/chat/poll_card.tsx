import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { countPoll } from "../api/moderation";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import type { ChatConnection } from "./connection";
import { secondsUntil } from "./cooldown";
import { guess, leading, percents } from "./poll_figures";
import type { Poll, PollClosed } from "./protocol";
import type { Ballot, ChatState } from "./state";

const COUNT_MS = 3000;

/** The poll that is open, or the result of the last one until it is put away. */
export function PollPlace({ roomId, connection, state }: { roomId: string; connection: ChatConnection; state: ChatState }) {
  const { facts: { poll, result }, ballot, you } = state;
  const [putAway, setPutAway] = useState<string | null>(null);
  if (poll) return <OpenPoll key={poll.id} roomId={roomId} poll={poll} ballot={own(ballot, poll)} vote={you ? (option) => connection.vote(poll.id, option) : null} />;
  if (result === null || result.poll.id === putAway) return null;
  return <PollResult result={result} ballot={own(ballot, result.poll)} putAway={() => setPutAway(result.poll.id)} />;
}

const own = (ballot: Ballot | null, poll: Poll): Ballot | null => (ballot?.pollId === poll.id ? ballot : null);

function OpenPoll({ roomId, poll, ballot, vote }: { roomId: string; poll: Poll; ballot: Ballot | null; vote: ((option: number) => void) | null }) {
  const words = useWords();
  const formats = useFormats();
  const told = words.room.poll;
  const id = useId();
  const [folded, setFolded] = useState(false);
  const label = folded ? told.unfold : told.fold;
  const left = secondsUntil(Date.parse(poll.closes_at), useNow());
  const count = useQuery({ queryKey: ["poll", roomId, poll.id], queryFn: () => countPoll(roomId, poll.id), refetchInterval: COUNT_MS, enabled: left > 0, retry: false });
  const votes = count.data?.votes ?? poll.options.map(() => 0);
  const shares = percents(votes);
  const chosen = ballot !== null && ballot.state !== "refused" ? ballot.option : null;
  const refusal = ballot?.state === "refused" ? told.refusals[ballot.code ?? ""] ?? told.failed : null;
  return (
    <section className={`chat-poll${folded ? " chat-poll-folded" : ""}`} aria-labelledby={id} data-testid="poll" data-poll-id={poll.id} data-votes={votes.join(",")} data-ballot={ballot?.state}>
      <header>
        <span className="badge badge-busy">{poll.quiz ? told.quiz : told.poll}</span>
        <span className="small soft numbers" role="timer" data-testid="poll-left">{left > 0 ? told.left(clock(left)) : told.closing}</span>
        <button type="button" className="chat-tool" onClick={() => setFolded(!folded)} aria-expanded={!folded} aria-label={label} title={label} data-testid="poll-fold"><Icon name="fold" size={16} style={folded ? { rotate: "180deg" } : undefined} /></button>
      </header>
      <h3 id={id}>{poll.question}</h3>
      <div className="stack-tight" role="group" aria-label={told.options} hidden={folded}>
        {poll.options.map((option, place) => (
          <button key={place} type="button" className={`poll-option${chosen === place ? " poll-mine" : ""}`} disabled={vote === null || left === 0 || (chosen !== null && chosen !== place)} aria-pressed={chosen === place} onClick={() => vote?.(place)} data-testid="poll-option">
            <Bar option={option} share={shares[place] ?? 0} votes={told.votes(formats.count(votes[place] ?? 0))} marks={chosen === place ? [told.mine] : []} />
          </button>
        ))}
      </div>
      {vote === null && <p className="small soft">{told.guests}</p>}
      {refusal !== null && <p className="field-error" role="alert" data-testid="poll-refused" data-code={ballot?.code}>{refusal}</p>}
    </section>
  );
}

function PollResult({ result, ballot, putAway }: { result: PollClosed; ballot: Ballot | null; putAway: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const told = words.room.poll;
  const id = useId();
  const { poll, votes, answer } = result;
  const chosen = ballot?.state === "counted" ? ballot.option : null;
  const shares = percents(votes);
  const best = answer == null ? leading(votes) : [answer];
  const outcome = guess(result, chosen);
  const marks = (place: number) => [...(answer === place ? [told.right] : []), ...(chosen === place ? [told.mine] : [])];
  return (
    <section className="chat-poll" aria-labelledby={id} data-testid="poll-result" data-votes={votes.join(",")} data-answer={answer ?? ""}>
      <header>
        <span className="badge badge-good">{poll.quiz ? told.quizResult : told.result}</span>
        <button type="button" className="chat-tool" onClick={putAway} aria-label={told.dismiss} title={told.dismiss} data-testid="poll-dismiss"><Icon name="cross" size={16} /></button>
      </header>
      <h3 id={id}>{poll.question}</h3>
      <ul className="stack-tight">
        {poll.options.map((option, place) => (
          <li key={place} className={`poll-option${best.includes(place) ? " poll-best" : ""}${chosen === place ? " poll-mine" : ""}`}>
            <Bar option={option} share={shares[place] ?? 0} votes={told.votes(formats.count(votes[place] ?? 0))} marks={marks(place)} />
          </li>
        ))}
      </ul>
      {leading(votes).length === 0 && <p className="small soft">{told.none}</p>}
      {outcome && <p className="small" role="status" data-testid="poll-outcome">{outcome === "right" ? told.guessed : told.missed}</p>}
    </section>
  );
}

function Bar({ option, share, votes, marks }: { option: string; share: number; votes: string; marks: string[] }) {
  return (
    <>
      <span className="poll-bar" style={{ width: `${share}%` }} aria-hidden="true" />
      <span className="poll-text">{option}{marks.map((mark) => <span key={mark} className="poll-mark"><Icon name="check" size={14} />{mark}</span>)}</span>
      <span className="poll-share numbers" title={votes}>{share}%<span className="hidden-visually"> {votes}</span></span>
    </>
  );
}
