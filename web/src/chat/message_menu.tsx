import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";

export interface Deed { key: string; label: string; danger?: boolean; run: () => void }

/**
 * What can be done with one message. Only one of the list's buttons is reached by Tab; the arrows go to the others.
 * The items stand in the top layer: the list, which may be low, does not cut them off.
 */
export function MessageMenu({ name, reachable, deeds }: { name: string; reachable: boolean; deeds: readonly Deed[] }) {
  const words = useWords();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const items = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (!open || !items.current || !place.current) return undefined;
    items.current.showPopover();
    putBeside(items.current, place.current.getBoundingClientRect());
    items.current.querySelector<HTMLElement>("[role=menuitem]")?.focus({ preventScroll: true });
    const shut = () => setOpen(false);
    const outside = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) shut();
    };
    const list = place.current.closest(".chat-scroll");
    document.addEventListener("pointerdown", outside);
    list?.addEventListener("scroll", shut);
    window.addEventListener("resize", shut);
    return () => {
      document.removeEventListener("pointerdown", outside);
      list?.removeEventListener("scroll", shut);
      window.removeEventListener("resize", shut);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    place.current?.querySelector("button")?.focus();
  };
  const keyed = (event: KeyboardEvent<HTMLElement>) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") setOpen(false);
    else moveBetweenItems(event);
  };
  return (
    <div ref={place} className={`chat-menu${open ? " chat-menu-open" : ""}`} onKeyDown={keyed}>
      <button type="button" className="chat-menu-button" tabIndex={reachable ? 0 : -1} aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined}
        aria-label={words.chat.menu(name)} onClick={() => setOpen((shown) => !shown)} data-menu data-testid="chat-menu"><Icon name="dots" size={18} /></button>
      {open && (
        <div id={id} ref={items} popover="manual" role="menu" className="chat-menu-items" aria-label={words.chat.menu(name)}>
          {deeds.map(({ key, label, danger, run }) => <button key={key} type="button" role="menuitem" className={`button button-bare button-small${danger ? " chat-menu-danger" : ""}`} onClick={() => { close(); run(); }} data-testid={`chat-${key}`}>{label}</button>)}
        </div>
      )}
    </div>
  );
}

const AIR = 4; // pixels between the button and its items, and to the window's edges

/** Below the button, or above it where the window ends. */
function putBeside(items: HTMLElement, button: DOMRect): void {
  const { width, height } = items.getBoundingClientRect();
  const below = button.bottom + AIR;
  const top = below + height + AIR <= window.innerHeight ? below : Math.max(AIR, button.top - height - AIR);
  items.style.top = `${top}px`;
  items.style.left = `${Math.max(AIR, button.right - width)}px`;
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
