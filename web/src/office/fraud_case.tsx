import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { decideCase, type FraudCase } from "../api/fraud";
import { amountText } from "../money/amounts";
import { ReasonDialog } from "../ui/reason_dialog";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { Who } from "./who";

const LOOKS = { open: "badge-busy", cleared: "badge-good", confirmed: "badge-bad" } as const;

/** One case: what was asked for, what moved the score and by how much, and who decided. */
export function FraudCaseCard({ one, operator }: { one: FraudCase; operator: boolean }) {
  const { words: { office }, formats, locale } = useSpeech();
  const said = office.fraud;
  const client = useQueryClient();
  const say = useToast();
  const [asked, setAsked] = useState<"clear" | "confirm" | null>(null);
  const act = async (reason: string) => {
    if (!asked) return;
    await decideCase(one.id, asked, reason);
    say(said.decided[asked]);
    await client.invalidateQueries({ queryKey: ["mine", "office", "fraud"] });
  };
  return (
    <li className="entry" data-testid="fraud-case" data-id={one.id} data-state={one.state}>
      <p className="row"><span className={`badge ${LOOKS[one.state]}`}>{said.states[one.state]}</span><strong>{amountText(locale, one.amount, one.currency)}</strong><span>{said.kinds[one.kind]}</span><span className="soft">{said.outcomes[one.outcome]}</span></p>
      <p className="small soft"><Who id={one.user_id} /> · <code>{one.about}</code> · {formats.dateTime(one.opened_at)}</p>
      <div className="stack-tight" data-testid="fraud-rules">
        <strong className="small">{said.score(one.score)}</strong>
        {one.rules.map((rule) => (
          <div key={rule.rule} className="office-bar">
            <span className="spread small"><span>{said.rules[rule.rule] ?? rule.rule} ({rule.value})</span><span className="numbers">+{rule.points}</span></span>
            <div className="office-bar-track" aria-hidden="true"><span style={{ inlineSize: `${Math.min(rule.points, 100)}%` }} /></div>
          </div>
        ))}
      </div>
      {one.decided_by !== null && one.decided_at !== null && <p className="small soft">{said.states[one.state]}: <Who id={one.decided_by} />, {formats.dateTime(one.decided_at)} · {one.reason}</p>}
      {one.state === "open" && operator && (
        <div className="row">
          <button type="button" className="button button-main button-small" onClick={() => setAsked("clear")} data-testid="case-clear">{said.clear}</button>
          <button type="button" className="button button-danger button-small" onClick={() => setAsked("confirm")} data-testid="case-confirm">{said.confirm}</button>
        </div>
      )}
      {asked && <ReasonDialog title={asked === "clear" ? said.clearTitle : said.confirmTitle} action={asked === "clear" ? said.clear : said.confirm} danger={asked === "confirm"} presets={said.presets[asked]} act={act} onClose={() => setAsked(null)} testId={`case-${asked}-dialog`} />}
    </li>
  );
}
