import { useQuery } from "@tanstack/react-query";
import { statistics, type Statistics } from "../../api/moderation";
import { ProblemPanel } from "../../ui/problem_panel";
import { useFormats, useWords } from "../../words";
import { MinuteBars, MoodCurve } from "./charts";
import { everyMinute, moodOf } from "./minutes";

const LOOK_MS = 10_000;
const COUNTING_MS = 1000;
const MINUTES = 60;

/** The last hour of a room in figures; renewed while it is looked at. */
export function Figures({ roomId }: { roomId: string }) {
  const { figures } = useWords().moderation;
  const counted = useQuery({
    queryKey: ["mine", "room", roomId, "statistics"],
    queryFn: async () => {
      const now = Date.now();
      return { now, told: await statistics(roomId, new Date(now - (MINUTES - 1) * 60_000).toISOString(), new Date(now).toISOString()) };
    },
    refetchInterval: (query) => (query.state.data?.told.complete === false ? COUNTING_MS : LOOK_MS),
    staleTime: 0,
  });
  return (
    <section className="stack" aria-labelledby="figures" data-testid="figures" data-complete={counted.data?.told.complete}>
      <h2 id="figures">{figures.title}</h2>
      {counted.isError && <ProblemPanel error={counted.error} retry={counted.refetch} />}
      {counted.isPending && <div className="skeleton moderation-place" />}
      {counted.data && <Drawn told={counted.data.told} now={counted.data.now} />}
    </section>
  );
}

function Drawn({ told, now }: { told: Statistics; now: number }) {
  const { figures } = useWords().moderation;
  const formats = useFormats();
  const minutes = everyMinute(told.minutes, now, MINUTES);
  const mood = moodOf(told.sentiment);
  const most = told.words[0]?.messages ?? 1;
  return (
    <>
      {!told.complete && <p className="notice" role="status">{figures.counting}</p>}
      <dl className="figures numbers">
        <div><dt>{figures.messages}</dt><dd data-testid="figure-messages">{formats.count(told.messages)}</dd></div>
        <div><dt>{figures.chatters}</dt><dd data-testid="figure-chatters">{formats.count(told.chatters)}</dd></div>
        <div><dt>{figures.mood}</dt><dd data-testid="figure-mood" data-mood={mood}>{told.messages === 0 ? "–" : figures.moodWords[mood]}</dd></div>
      </dl>
      {told.messages === 0 && <div className="empty"><h3>{figures.none}</h3></div>}
      {told.messages > 0 && (
        <div className="charts">
          <MinuteBars minutes={minutes} />
          <MoodCurve minutes={minutes} />
          <section className="panel stack-tight words" aria-labelledby="words">
            <h3 id="words">{figures.words}</h3>
            {told.words.length === 0 && <p className="soft">{figures.noWords}</p>}
            <ol data-testid="words">
              {told.words.slice(0, 12).map(({ word, messages }) => (
                <li key={word}><span className="word-bar" style={{ width: `${(messages / most) * 100}%` }} aria-hidden="true" /><span>{word}</span><span className="numbers soft">{formats.count(messages)}</span></li>
              ))}
            </ol>
          </section>
        </div>
      )}
    </>
  );
}
