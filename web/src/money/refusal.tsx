import { Problem } from "../api/problem";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";

/** Why money was not taken or given back, in the reader's words where the code is known; `said` are those of what was tried. */
export function Refusal({ error, said }: { error: unknown; said?: Record<string, string | undefined> }) {
  const { money, guardian } = useWords();
  const code = error instanceof Problem ? error.code : "";
  const known = said?.[code] ?? money.refusals[code] ?? guardian.refusals[code];
  if (known === undefined) return <ProblemPanel error={error} />;
  return <div className="problem" role="alert" data-testid="money-refused" data-code={code}><p>{known}</p></div>;
}
