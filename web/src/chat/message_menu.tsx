import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";

export interface Deed { key: string; label: string; danger?: boolean; run: () => void }

/** What can be done with one message. Only one of the list's buttons is reached by Tab; the arrows go to the others. */
export function MessageMenu({ name, reachable, deeds }: { name: string; reachable: boolean; deeds: readonly Deed[] }) {
  const words = useWords();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<"above" | "below" | null>(null);
  useEffect(() => {
    if (open === null) return undefined;
    place.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) setOpen(null);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const toggle = () => setOpen((shown) => (shown === null ? sideOf(place.current) : null));
  const close = () => {
    setOpen(null);
    place.current?.querySelector("button")?.focus();
  };
  const keyed = (event: KeyboardEvent<HTMLElement>) => {
    if (open === null) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") setOpen(null);
    else moveBetweenItems(event);
  };
  return (
    <div ref={place} className={`chat-menu${open ? " chat-menu-open" : ""}`} onKeyDown={keyed}>
      <button type="button" className="chat-menu-button" tabIndex={reachable ? 0 : -1} aria-haspopup="menu" aria-expanded={open !== null} aria-controls={open ? id : undefined}
        aria-label={words.chat.menu(name)} onClick={toggle} data-menu data-testid="chat-menu"><Icon name="dots" size={18} /></button>
      {open && (
        <div id={id} role="menu" className={`chat-menu-items chat-menu-${open}`} aria-label={words.chat.menu(name)}>
          {deeds.map(({ key, label, danger, run }) => <button key={key} type="button" role="menuitem" className={`button button-bare button-small${danger ? " chat-menu-danger" : ""}`} onClick={() => { close(); run(); }} data-testid={`chat-${key}`}>{label}</button>)}
        </div>
      )}
    </div>
  );
}

/** Where the list has more room for the items. */
function sideOf(place: HTMLElement | null): "above" | "below" {
  const list = place?.closest(".chat-scroll")?.getBoundingClientRect();
  const row = place?.getBoundingClientRect();
  return list && row && row.top - list.top > list.bottom - row.bottom ? "above" : "below";
}

function moveBetweenItems(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]"));
  const at = items.findIndex((item) => item === document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
}
