import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { models, rollBack, trainModel, type Model, type Models } from "../../api/lists_office";
import type { Kind } from "../../api/tastes";
import { ProblemPanel } from "../../ui/problem_panel";
import { ReasonDialog } from "../../ui/reason_dialog";
import { useSpeech, useWords } from "../../words";
import { TablePlace } from "../table_place";

const KINDS = ["title", "channel", "product"] as const;
const LOOK_MS = 2500;

/** Which model answers for a kind, all that were trained, and a new training as it goes. */
export function ModelsPanel() {
  const { lists } = useWords();
  const [kind, setKind] = useState<Kind>("title");
  return (
    <section className="panel stack" aria-labelledby="models" data-testid="models">
      <div className="spread">
        <h2 id="models">{lists.models}</h2>
        <div className="tabs" role="group" aria-label={lists.models}>{KINDS.map((one) => <button key={one} type="button" className="tab" aria-pressed={kind === one} onClick={() => setKind(one)} data-testid={`models-${one}`}>{lists.kinds[one]}</button>)}</div>
      </div>
      <ModelsOf key={kind} kind={kind} />
    </section>
  );
}

function ModelsOf({ kind }: { kind: Kind }) {
  const { lists } = useWords();
  const [run, setRun] = useState<string | null>(null);
  const [asking, setAsking] = useState<"train" | "back" | null>(null);
  const client = useQueryClient();
  const found = useQuery({
    queryKey: ["mine", "office", "models", kind, run],
    queryFn: () => models(kind, run),
    refetchInterval: (query) => (query.state.data?.training?.status === "RUNNING" || (run !== null && query.state.data?.training === null) ? LOOK_MS : false),
  });
  const name = lists.kinds[kind] ?? kind;
  const train = async (reason: string) => setRun((await trainModel(kind, reason)).execution);
  const back = async (reason: string) => {
    client.setQueryData(["mine", "office", "models", kind, run], await rollBack(kind, reason));
  };
  if (found.isPending) return <div className="skeleton money-place" />;
  if (!found.data) return <ProblemPanel error={found.error} retry={found.refetch} />;
  return (
    <>
      <Serving told={found.data} />
      <Versions items={found.data.items} />
      <div className="row">
        <button type="button" className="button button-plain" disabled={found.data.training?.status === "RUNNING"} onClick={() => setAsking("train")} data-testid="train">{lists.train}</button>
        {found.data.items.some((one) => one.state === "retired") && <button type="button" className="button button-bare" onClick={() => setAsking("back")} data-testid="roll-back">{lists.back}</button>}
      </div>
      {asking === "train" && <ReasonDialog title={lists.trainTitle(name)} action={lists.train} presets={lists.trainReasons} act={train} onClose={() => setAsking(null)} testId="train-dialog" />}
      {asking === "back" && <ReasonDialog title={lists.backTitle(name)} action={lists.back} presets={lists.backReasons} act={back} onClose={() => setAsking(null)} testId="roll-back-dialog" />}
    </>
  );
}

function Serving({ told }: { told: Models }) {
  const { words: { lists }, locale } = useSpeech();
  const { training } = told;
  return (
    <div className="stack-tight" role="status">
      <p data-testid="champion" data-version={told.champion ?? ""}>{told.champion === null ? lists.none : lists.champion(told.champion)}</p>
      {told.challenger !== null && <p>{lists.challenger(told.challenger, told.share.toLocaleString(locale, { style: "percent" }))}</p>}
      {told.stale && <p className="notice">{lists.stale}</p>}
      {training !== null && (
        <p className="notice" data-testid="training" data-status={training.status}>{training.status === "RUNNING" ? lists.running : training.status === "SUCCEEDED" ? lists.succeeded : lists.failed(training.reason ?? training.code ?? training.status)}</p>
      )}
    </div>
  );
}

function Versions({ items }: { items: readonly Model[] }) {
  const { words: { lists }, formats, locale } = useSpeech();
  if (items.length === 0) return null;
  const figure = (value: number | undefined) => (value === undefined ? "–" : value.toLocaleString(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }));
  const said = lists.versions;
  return (
    <TablePlace label={lists.models} testId="versions">
      <thead><tr><th scope="col">{said.version}</th><th scope="col">{said.state}</th><th scope="col">{said.trained}</th>{[said.ndcg, said.popularity, said.neighbours].map((one) => <th key={one} scope="col" className="money-cell">{one}</th>)}<th scope="col">{said.why}</th></tr></thead>
      <tbody>{items.map((one) => (
        <tr key={one.version} data-testid="version" data-state={one.state}>
          <th scope="row">{one.version}</th><td>{lists.modelStates[one.state] ?? one.state}</td><td>{formats.dateTime(one.trained_at)}<p className="small soft" data-testid="hyperparameters">{Object.entries(one.metrics.hyperparameters ?? {}).map(([name, value]) => `${name} ${value}`).join(", ")}</p></td>
          {["ours", "popularity", "item_knn"].map((model) => <td key={model} className="money-cell numbers">{figure(one.metrics.models?.[model]?.ndcg_10)}</td>)}
          <td className="office-why small">{one.reason ?? ""}</td>
        </tr>
      ))}</tbody>
    </TablePlace>
  );
}
