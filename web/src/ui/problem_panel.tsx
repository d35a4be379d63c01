import { Problem, UNREACHABLE } from "../api/problem";
import { useWords } from "../words";

/** What a person reads when a call fails. Errors that stand beside their fields are named in `shown` and not repeated. */
export function ProblemPanel({ error, retry, shown = [] }: { error: unknown; retry?: (() => unknown) | undefined; shown?: string[] }) {
  const words = useWords();
  const problem = error instanceof Problem ? error.document : null;
  const away = problem?.code === UNREACHABLE;
  const title = away ? words.problems.unreachable : problem?.title ?? "";
  const detail = away ? words.problems.unreachableDetail : problem?.detail ?? words.problems.unknownDetail;
  const others = (problem?.errors ?? []).filter((item) => !shown.includes(item.pointer.replace(/^#/, "")));
  return (
    <div className="problem" role="alert" data-testid="problem" data-code={problem?.code}>
      <strong>{title === "" ? words.problems.unknown : title}</strong>
      {detail !== "" && <p>{detail}</p>}
      {others.length > 0 && <ul>{others.map((item) => <li key={item.pointer}><code>{item.pointer}</code> {item.detail}</li>)}</ul>}
      {problem !== null && problem.trace_id !== "" && <p className="problem-trace">{words.problems.trace} {problem.trace_id}</p>}
      {retry && <div><button type="button" className="button button-plain button-small" onClick={() => void retry()} data-testid="retry">{words.common.retry}</button></div>}
    </div>
  );
}
