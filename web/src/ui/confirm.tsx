import { useState } from "react";
import { useWords } from "../words";
import { Dialog } from "./dialog";
import { ProblemPanel } from "./problem_panel";

/** Asks before something that cannot be undone, and stays open with the problem when it fails. */
export function Confirm({ title, text, action, onConfirm, onClose, testId }: {
  title: string; text: string; action: string; onConfirm: () => Promise<unknown>; onClose: () => void; testId: string;
}) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} testId={testId}>
      <p>{text}</p>
      {error !== null && <ProblemPanel error={error} />}
      <div className="row">
        <button type="button" className="button button-danger" disabled={busy} onClick={confirm} data-testid={`${testId}-yes`}>{action}</button>
        <button type="button" className="button button-plain" onClick={onClose} data-testid={`${testId}-no`}>{words.common.cancel}</button>
      </div>
    </Dialog>
  );
}
