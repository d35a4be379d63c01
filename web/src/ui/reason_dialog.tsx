import { useId, useState, type KeyboardEvent } from "react";
import { useWords } from "../words";
import { Dialog } from "./dialog";
import { ProblemPanel } from "./problem_panel";

const LONGEST = 300; // characters, as the API takes them

/**
 * Asks for the reason of an act. A preset acts at once, also by its number on the keyboard; a reason of one's own is typed.
 * It stays open, with what was typed and the problem, when the act fails.
 */
export function ReasonDialog({ title, text, action, danger = false, presets, act, onClose, testId }: {
  title: string; text?: string | undefined; action: string; danger?: boolean; presets: readonly string[]; act: (reason: string) => Promise<unknown>; onClose: () => void; testId: string;
}) {
  const words = useWords();
  const id = useId();
  const [own, setOwn] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async (reason: string) => {
    if (busy || reason.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      await act(reason.trim());
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const preset = presets[Number(event.key) - 1];
    if (preset !== undefined) void go(preset);
  };
  return (
    <Dialog title={title} onClose={onClose} testId={testId}>
      <div className="stack" onKeyDown={keyed}>
        {text !== undefined && <p>{text}</p>}
        <div className="stack-tight" role="group" aria-labelledby={`${id}-why`}>
          <span className="legend" id={`${id}-why`}>{words.room.moderate.why}</span>
          <div className="presets">
            {presets.map((preset, n) => <button key={preset} type="button" className="button button-plain button-small" disabled={busy} onClick={() => void go(preset)} data-testid={`${testId}-preset`}><kbd>{n + 1}</kbd>{preset}</button>)}
          </div>
        </div>
        <form className="stack" onSubmit={(event) => { event.preventDefault(); void go(own); }}>
          <div className="field">
            <label htmlFor={id}>{words.room.moderate.own}</label>
            <input id={id} className="input" maxLength={LONGEST} value={own} onChange={(event) => setOwn(event.target.value)} aria-describedby={`${id}-hint`} autoComplete="off" data-testid={`${testId}-reason`} />
            <p className="field-hint" id={`${id}-hint`}>{words.room.moderate.whyHint}</p>
          </div>
          {error !== null && <ProblemPanel error={error} />}
          <div className="row">
            <button type="submit" className={`button ${danger ? "button-danger" : "button-main"}`} disabled={busy || own.trim() === ""} data-testid={`${testId}-yes`}>{action}</button>
            <button type="button" className="button button-bare" onClick={onClose} data-testid={`${testId}-no`}>{words.common.cancel}</button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}
