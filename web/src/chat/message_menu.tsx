import { useEffect, useId, useRef, useState } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";

/** What can be done with one message. Only one of the list's buttons is reached by Tab; the arrows go to the others. */
export function MessageMenu({ name, reachable, takeBack }: { name: string; reachable: boolean; takeBack: () => void }) {
  const words = useWords();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return undefined;
    place.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    place.current?.querySelector("button")?.focus();
  };
  return (
    <div ref={place} className={`chat-menu${open ? " chat-menu-open" : ""}`} onKeyDown={(event) => {
      if (open && event.key === "Escape") {
        event.stopPropagation();
        close();
      } else if (open && event.key === "Tab") setOpen(false);
    }}>
      <button type="button" className="chat-menu-button" tabIndex={reachable ? 0 : -1} aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined}
        aria-label={words.chat.menu(name)} onClick={() => setOpen((shown) => !shown)} data-menu data-testid="chat-menu"><Icon name="dots" size={18} /></button>
      {open && (
        <div id={id} role="menu" className="chat-menu-items" aria-label={words.chat.menu(name)}>
          <button type="button" role="menuitem" className="button button-bare button-small" onClick={() => { close(); takeBack(); }} data-testid="chat-take-back">{words.chat.takeBack}</button>
        </div>
      )}
    </div>
  );
}
