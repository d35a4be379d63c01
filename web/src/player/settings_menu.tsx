import { useEffect, useRef, type KeyboardEvent } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import type { Stream } from "./use_hls";
import type { Media, MediaControl } from "./use_media";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

interface MenuProps {
  stream: Stream;
  media: Media;
  control: MediaControl;
  live: boolean;
  open: boolean;
  setOpen: (open: boolean) => void;
  stats: boolean;
  setStats: (shown: boolean) => void;
}

/** Quality, speed and statistics behind one button that says what is on screen. */
export function SettingsMenu(props: MenuProps) {
  const { stream, open, setOpen } = props;
  const words = useWords().player;
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const height = stream.renditions[stream.playing]?.height ?? 0;
  useEffect(() => {
    if (!open) return undefined;
    place.current?.querySelector<HTMLElement>("[aria-checked=true]")?.focus();
    const outside = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open, setOpen]);
  const keys = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") {
      setOpen(false);
      button.current?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const items = Array.from(place.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? []);
      const here = items.findIndex((item) => item === document.activeElement);
      items[(here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="player-settings" ref={place} onKeyDown={keys}>
      <button ref={button} type="button" className="player-button player-button-text" aria-haspopup="menu" aria-expanded={open} title={words.settings} onClick={() => setOpen(!open)} data-testid="settings">
        {height > 0 && <span className="numbers player-height" data-testid="current-height">{height}p</span>}
        <span className="hidden-visually">{words.settings}</span>
        <Icon name="sliders" size={22} />
      </button>
      {open && <Menu {...props} />}
    </div>
  );
}

function Menu({ stream, media, control, live, stats, setStats }: MenuProps) {
  const words = useWords().player;
  const height = stream.renditions[stream.playing]?.height ?? 0;
  const renditions = stream.renditions.filter(({ height: h }) => h > 0).toSorted((a, b) => b.height - a.height);
  return (
    <div className="player-menu" role="menu" aria-label={words.settings} data-testid="settings-menu">
      <div role="group" aria-label={words.quality}>
        <p aria-hidden="true">{words.quality}</p>
        <Item checked={stream.chosen === -1} onClick={() => stream.choose(-1)} testId="quality-auto">{stream.chosen === -1 && height > 0 ? words.autoNow(height) : words.auto}</Item>
        {renditions.map((one) => <Item key={one.index} checked={stream.chosen === one.index} onClick={() => stream.choose(one.index)} testId={`quality-${one.height}`}>{`${one.height}p`}</Item>)}
      </div>
      {!live && (
        <div role="group" aria-label={words.speed}>
          <p aria-hidden="true">{words.speed}</p>
          {RATES.map((rate) => <Item key={rate} checked={media.rate === rate} onClick={() => control.rate(rate)} testId={`rate-${rate}`}>{rate === 1 ? words.normalSpeed : `${rate}×`}</Item>)}
        </div>
      )}
      <button type="button" role="menuitemcheckbox" aria-checked={stats} tabIndex={-1} className="player-item" onClick={() => setStats(!stats)} data-testid="stats-toggle">
        <span className="player-tick">{stats && <Icon name="check" size={16} />}</span>{words.stats}
      </button>
    </div>
  );
}

function Item({ checked, onClick, testId, children }: { checked: boolean; onClick: () => void; testId: string; children: string }) {
  return (
    <button type="button" role="menuitemradio" aria-checked={checked} tabIndex={-1} className="player-item" onClick={onClick} data-testid={testId}>
      <span className="player-tick">{checked && <Icon name="check" size={16} />}</span>{children}
    </button>
  );
}
