import { useCallback, useEffect, useRef, useState } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import type { ChatConnection } from "./connection";
import { Lanes, emsOf } from "./danmaku_lanes";
import type { Message } from "./protocol";
import "./danmaku.css";

const KEY = "madang.danmaku";
const LANE = 36; // pixels
const PART = 0.6; // of the picture's height: the rest stays clear for what is shown there
const FONT = 20; // pixels, as in danmaku.css
const LONGEST = 60; // characters

export interface Danmaku { shown: boolean; toggle: () => void }

/** Off until it is asked for; remembered. */
export function useDanmaku(): Danmaku {
  const [shown, setShown] = useState(() => localStorage.getItem(KEY) === "on");
  const toggle = useCallback(() => {
    localStorage.setItem(KEY, shown ? "off" : "on");
    setShown(!shown);
  }, [shown]);
  return { shown, toggle };
}

export function DanmakuButton({ danmaku }: { danmaku: Danmaku }) {
  const words = useWords();
  return <button type="button" className="player-button danmaku-button" aria-pressed={danmaku.shown} aria-label={words.chat.danmaku} title={words.chat.danmaku} onClick={danmaku.toggle} data-testid="danmaku"><Icon name="talk" size={22} /></button>;
}

/** Hands every message that should fly now to `fly`; answers how to stop that. */
export type Feed = (fly: (message: Message) => void) => () => void;

export function LiveDanmaku({ room }: { room: ChatConnection }) {
  const feed = useCallback<Feed>((fly) => {
    let last = room.state().messages.at(-1)?.seq ?? 0;
    return room.watch(() => {
      const { messages, enteredAt } = room.state();
      const after = Math.max(last, enteredAt);
      messages.filter((message) => message.seq > after).forEach(fly);
      last = Math.max(after, messages.at(-1)?.seq ?? 0);
    });
  }, [room]);
  return <DanmakuLayer feed={feed} />;
}

interface Flying { key: number; text: string; lane: number; ms: number; still: boolean }

/** Messages fly over the picture; where motion is unwanted they stand there for a moment instead. Read out they are in the list. */
export function DanmakuLayer({ feed }: { feed: Feed }) {
  const layer = useRef<HTMLDivElement>(null);
  const [flying, setFlying] = useState<readonly Flying[]>([]);
  const land = useCallback((key: number) => setFlying((all) => all.filter((one) => one.key !== key)), []);
  useEffect(() => {
    const lanes = new Lanes();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    let count = 0;
    const stop = feed((message) => {
      const place = layer.current;
      if (!place || message.removed || document.hidden) return;
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const text = Array.from(message.text.replace(/\s+/g, " ")).slice(0, LONGEST).join("");
      const tracks = Math.max(1, Math.floor((place.clientHeight * PART) / LANE));
      const flight = lanes.take(performance.now(), tracks, place.clientWidth, emsOf(text) * FONT, still);
      if (flight === null) return;
      const key = (count += 1);
      setFlying((all) => [...all, { key, text, still, ...flight }]);
      if (!still) return; // what flies says itself when it has landed
      const timer = setTimeout(() => {
        timers.delete(timer);
        land(key);
      }, flight.ms);
      timers.add(timer);
    });
    return () => {
      stop();
      timers.forEach((timer) => clearTimeout(timer));
    };
  }, [feed, land]);
  return (
    <div ref={layer} className="danmaku" aria-hidden="true" data-testid="danmaku-layer">
      {flying.map(({ key, text, lane, ms, still }) => (
        <span key={key} className={still ? "danmaku-still" : "danmaku-flying"} style={{ top: lane * LANE, animationDuration: still ? undefined : `${ms}ms` }} onAnimationEnd={() => land(key)} data-testid="danmaku-message">{text}</span>
      ))}
    </div>
  );
}
