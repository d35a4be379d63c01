import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { experiments, stopExperiment, type Arm, type Experiment } from "../../api/lists_office";
import { ProblemPanel } from "../../ui/problem_panel";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useSpeech, useWords } from "../../words";
import { BeginExperiment } from "./begin_experiment";

const LOOK_MS = 30_000;
const EXPERIMENTS = ["mine", "office", "experiments"];
const SPOKEN: Record<string, "badge-good" | "badge-bad" | "badge-busy"> = { better: "badge-good", worse: "badge-bad", undecided: "badge-busy" };

export function Experiments() {
  const { lists } = useWords();
  const [beginning, setBeginning] = useState(false);
  const client = useQueryClient();
  const found = useQuery({ queryKey: EXPERIMENTS, queryFn: experiments, refetchInterval: LOOK_MS });
  const again = () => client.invalidateQueries({ queryKey: EXPERIMENTS });
  const items = found.data?.items ?? [];
  return (
    <section className="stack" aria-labelledby="experiments">
      <div className="spread">
        <div className="stack-tight"><h2 id="experiments">{lists.experiments}</h2><p className="small soft">{lists.experimentsHint}</p></div>
        <button type="button" className="button button-plain" onClick={() => setBeginning(true)} data-testid="experiment-begin">{lists.begin}</button>
      </div>
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.isSuccess && items.length === 0 && <p className="soft" data-testid="no-experiments">{lists.noExperiments}</p>}
      {items.map((one) => <Report key={one.name} one={one} changed={again} />)}
      {beginning && <BeginExperiment begun={again} onClose={() => setBeginning(false)} />}
    </section>
  );
}

function Report({ one, changed }: { one: Experiment; changed: () => Promise<void> }) {
  const { words: { lists }, formats } = useSpeech();
  const [stopping, setStopping] = useState(false);
  const reach = Math.max(...one.arms.flatMap((arm) => [Math.abs(arm.beside_control?.low ?? 0), Math.abs(arm.beside_control?.high ?? 0)]), 0);
  return (
    <article className="panel stack-tight" data-testid="experiment" data-name={one.name} data-state={one.state}>
      <div className="spread">
        <h3>{one.name} <span className={one.state === "running" ? "badge badge-good" : "badge"}>{lists.states[one.state]}</span></h3>
        {one.state === "running" && <button type="button" className="button button-plain button-small" onClick={() => setStopping(true)} data-testid="experiment-stop">{lists.stop}</button>}
      </div>
      <p className="small soft">{lists.kinds[one.kind]} · {lists.outcomes[one.outcome]} · {lists.hours(one.window_hours)} · {lists.started(formats.dateTime(one.started_at))}{one.stopped_at !== null && ` · ${lists.stopped(formats.dateTime(one.stopped_at))}`}</p>
      <ul className="arms">{one.arms.map((arm) => <ArmRow key={arm.name} arm={arm} reach={reach} />)}</ul>
      {stopping && <ReasonDialog title={lists.stopTitle(one.name)} action={lists.stop} presets={lists.stopReasons} act={(reason) => stopExperiment(one.name, reason).then(changed)} onClose={() => setStopping(false)} testId="experiment-stop-dialog" />}
    </article>
  );
}

function ArmRow({ arm, reach }: { arm: Arm; reach: number }) {
  const { words: { lists }, locale } = useSpeech();
  const share = (value: number) => value.toLocaleString(locale, { style: "percent", maximumFractionDigits: 2, signDisplay: "exceptZero" });
  const told = arm.beside_control;
  return (
    <li className="arm" data-testid="arm" data-arm={arm.name}>
      <div><strong>{arm.name}</strong> <span className="small soft numbers">{lists.people(arm.people.toLocaleString(locale))} · {arm.mean.toLocaleString(locale, { maximumFractionDigits: 3 })}</span></div>
      {told === null ? <span className="badge">{lists.control}</span> : (
        <>
          <span className={`badge ${SPOKEN[told.verdict] ?? ""}`} data-testid="verdict">{lists.verdicts[told.verdict]}</span>
          {!told.enough || told.low === null || told.high === null ? <p className="small soft">{lists.enough}</p> : (
            <>
              <Interval low={told.low} high={told.high} middle={told.difference} reach={reach} label={lists.interval(share(told.low), share(told.high))} />
              <p className="small soft numbers">{lists.interval(share(told.low), share(told.high))}{told.lift !== null && ` · ${lists.lift(share(told.lift))}`} · {lists.p(told.p.toLocaleString(locale, { maximumFractionDigits: 3 }))} · {lists.kept(told.variance_kept.toLocaleString(locale, { style: "percent" }))}</p>
            </>
          )}
        </>
      )}
    </li>
  );
}

const WIDE = 400;
const HIGH = 28;

/** Zero in the middle; a bar that does not reach it has decided. */
function Interval({ low, high, middle, reach, label }: { low: number; high: number; middle: number; reach: number; label: string }) {
  const x = (value: number) => WIDE / 2 + (reach > 0 ? (value / reach) * (WIDE / 2 - 8) : 0);
  return (
    <svg className="interval" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
      <line x1={WIDE / 2} x2={WIDE / 2} y1={2} y2={HIGH - 2} className="interval-zero" />
      <rect x={x(low)} width={Math.max(2, x(high) - x(low))} y={9} height={10} rx={5} className={low > 0 ? "interval-better" : high < 0 ? "interval-worse" : "interval-open"} />
      <circle cx={x(middle)} cy={14} r={5} className="interval-middle" />
    </svg>
  );
}
