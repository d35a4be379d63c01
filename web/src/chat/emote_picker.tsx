import { useEffect, useRef, type KeyboardEvent } from "react";
import type { RoomEmote } from "../api/social";
import { Icon } from "../ui/icons";
import { useWords } from "../words";

export function PickerButton({ open, toggle }: { open: boolean; toggle: () => void }) {
  const { emotes } = useWords().social;
  return <button type="button" className="button button-plain chat-send" aria-expanded={open} aria-label={emotes.pick} title={emotes.pick} onClick={toggle} data-testid="emote-picker-button"><Icon name="smile" size={20} /></button>;
}

/** The room's emotes; those that only subscribers may use are shown to everybody, and locked. Arrows go through them. */
export function EmotePicker({ emotes, usable, pick, close }: { emotes: readonly RoomEmote[]; usable: readonly RoomEmote[]; pick: (code: string) => void; close: () => void }) {
  const { emotes: words } = useWords().social;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>("button:not(:disabled)")?.focus(), []);
  const keyed = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    const buttons = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("button:not(:disabled)"));
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = moved(event.key, at, buttons);
    if (to === null) return;
    event.preventDefault();
    buttons[to]?.focus();
  };
  return (
    <div ref={place} className="chat-above-line emote-picker" role="group" aria-label={words.pick} onKeyDown={keyed} data-testid="emote-picker">
      {emotes.map((emote) => {
        const locked = !usable.includes(emote);
        const label = locked ? words.locked(emote.code) : `:${emote.code}:`;
        return (
          <button key={emote.code} type="button" className="emote-choice" disabled={locked} onClick={() => pick(emote.code)} aria-label={label} title={label} data-testid="emote-choice" data-code={emote.code}>
            <img src={emote.url} alt="" width={28} height={28} loading="lazy" />
          </button>
        );
      })}
    </div>
  );
}

/** Left and right by one; up and down to the same column of the next row, as they stand on the screen. */
function moved(key: string, at: number, buttons: readonly HTMLElement[]): number | null {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step !== undefined) return Math.max(0, Math.min(buttons.length - 1, at + step));
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const top = buttons[at]?.offsetTop;
  const columns = buttons.filter(({ offsetTop }) => offsetTop === top).length;
  const next = at + (key === "ArrowDown" ? columns : -columns);
  return next < 0 || next >= buttons.length ? at : next;
}
