import { useEffect, useId, useRef, type ReactNode } from "react";

/** A modal on the browser's own dialog element: focus trap, Escape and backdrop come with it. */
export function Dialog({ title, children, onClose, testId }: { title: string; children: ReactNode; onClose: () => void; testId: string }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog className="dialog" ref={ref} aria-labelledby={id} data-testid={testId} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
