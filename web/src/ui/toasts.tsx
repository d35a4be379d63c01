import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from "react";

interface Toast { id: number; text: string }
const Context = createContext<(text: string) => void>(() => undefined);
const SHOWN_MS = 4000;

/** Short confirmations, read out politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const last = useRef(0);
  const say = useCallback((text: string) => {
    last.current += 1;
    const id = last.current;
    setToasts((shown) => [...shown.slice(-2), { id, text }]);
    setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_MS);
  }, []);
  return (
    <Context value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite" data-testid="toasts">
        {toasts.map((toast) => <div className="toast" key={toast.id}>{toast.text}</div>)}
      </div>
    </Context>
  );
}

export const useToast = () => useContext(Context);
