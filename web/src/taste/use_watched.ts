import { useCallback, useEffect, useRef } from "react";
import type { Kind } from "../api/tastes";
import { tell } from "./telling";

const ENOUGH_SECONDS = 120;
const STEP_SECONDS = 10;
const TOLD_EVERY_SECONDS = 600; // a browser that is closed by force loses no more
const LEAST_SECONDS = 30;
const LONGEST_STEP_SECONDS = 5; // a jump in the seek bar is not watching

/** Told when two minutes or half of it were watched, and at the end how much more it was. Call it with each position. */
export function useWatched(kind: Kind, id: string): (seconds: number, duration: number) => void {
  const seen = useRef({ seconds: 0, last: null as number | null, told: 0 });
  useEffect(() => {
    const watching = { seconds: 0, last: null, told: 0 };
    seen.current = watching;
    return () => {
      if (watching.told > 0 && watching.seconds - watching.told > ENOUGH_SECONDS) void tell({ kind, item_id: id, verb: "watched", minutes: minutes(watching.seconds - watching.told) });
    };
  }, [kind, id]);
  return useCallback((seconds: number, duration: number) => {
    const now = seen.current;
    const step = now.last === null ? 0 : seconds - now.last;
    if (step > 0 && step <= LONGEST_STEP_SECONDS) now.seconds += step;
    now.last = seconds;
    if (now.told > 0 || now.seconds < Math.min(ENOUGH_SECONDS, duration > 0 ? duration / 2 : ENOUGH_SECONDS)) return;
    now.told = now.seconds;
    void tell({ kind, item_id: id, verb: "watched", minutes: minutes(now.seconds) });
  }, [kind, id]);
}

/** Of a broadcast, which has no end to be half of: told after two minutes in sight, then every ten, and when one leaves. */
export function useStayed(channelId: string): void {
  useEffect(() => {
    let seconds = 0;
    let told = 0;
    const say = (least: number) => {
      if (seconds < ENOUGH_SECONDS || seconds - told < least) return;
      void tell({ kind: "channel", item_id: channelId, verb: "watched", minutes: minutes(seconds - told) });
      told = seconds;
    };
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") seconds += STEP_SECONDS;
      say(told === 0 ? ENOUGH_SECONDS : TOLD_EVERY_SECONDS);
    }, STEP_SECONDS * 1000);
    const leave = () => say(LEAST_SECONDS);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [channelId]);
}

const minutes = (seconds: number): number => Math.round((seconds / 60) * 10) / 10;
