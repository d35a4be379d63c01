import type { Action } from "../../api/moderation";
import { useFormats, useWords } from "../../words";
import type { Want } from "./audit_log";
import { changeIn, mayUndo } from "./audit_words";

const SYSTEM = "system";

/** `mayAnswer`: who acted does not judge the appeal against it, unless it is the streamer. */
export function AuditRow({ action, me, mayAnswer, want }: { action: Action; me: string | null; mayAnswer: boolean; want: (want: Want) => void }) {
  const words = useWords();
  const { log } = words.moderation;
  const formats = useFormats();
  const { appeal, actor_id: actor } = action;
  const who = actor === me ? log.you : actor === SYSTEM ? log.system : actor ?? "–";
  const open = appeal?.state === "open";
  const change = changeIn(action, words, formats);
  return (
    <li className={`deed${action.undone_by ? " deed-undone" : ""}`} data-testid="deed" data-kind={action.kind} data-action-id={action.id} data-undone={action.undone_by !== null} data-appeal={appeal?.state ?? "none"}>
      <div className="spread">
        <span className="row"><strong>{log.kinds[action.kind] ?? action.kind}</strong>{action.subject_name && <span>{action.subject_name}</span>}
          {action.undone_by !== null && <span className="badge badge-good">{log.isUndone}</span>}
          {action.undoes !== null && <span className="badge">{log.undoes}</span>}
        </span>
        <span className="small faint">{formats.dateTime(action.at)}</span>
      </div>
      {action.reason !== "" && <p>{action.reason}</p>}
      {change !== "" && <p className="small soft deed-change">{change}</p>}
      <p className="small faint">{log.by}: {who}</p>
      {appeal && (
        <div className="deed-appeal" data-testid="deed-appeal">
          <p><strong>{log.appeal}</strong> · <span className={`badge ${open ? "badge-busy" : appeal.state === "granted" ? "badge-good" : "badge-bad"}`}>{log.appealStates[appeal.state]}</span></p>
          <p>“{appeal.text}”</p>
          {appeal.answer !== null && <p className="small soft">{appeal.answer}</p>}
        </div>
      )}
      <div className="row deed-tools">
        {open && mayAnswer && <button type="button" className="button button-main button-small" onClick={() => want("grant")} data-testid="appeal-grant">{log.grant}</button>}
        {open && mayAnswer && <button type="button" className="button button-danger button-small" onClick={() => want("deny")} data-testid="appeal-deny">{log.deny}</button>}
        {open && !mayAnswer && <span className="small soft">{log.ownAction}</span>}
        {!open && mayUndo(action) && <button type="button" className="button button-plain button-small" onClick={() => want("undo")} data-testid="undo">{log.undo}</button>}
      </div>
    </li>
  );
}
