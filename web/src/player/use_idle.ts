import { useEffect, useState, type RefObject } from "react";

const IDLE_MS = 3000;

/** True after three seconds without pointer, touch, key or focus inside the frame, while `allowed`. */
export function useIdle(frame: RefObject<HTMLElement | null>, allowed: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (element === null || !allowed) return undefined;
    let timer = setTimeout(() => setIdle(true), IDLE_MS);
    const wake = () => {
      setIdle(false);
      clearTimeout(timer);
      timer = setTimeout(() => setIdle(true), IDLE_MS);
    };
    const rest = () => setIdle(true);
    const events = ["pointermove", "pointerdown", "keydown", "focusin"];
    events.forEach((event) => element.addEventListener(event, wake));
    element.addEventListener("pointerleave", rest);
    return () => {
      clearTimeout(timer);
      events.forEach((event) => element.removeEventListener(event, wake));
      element.removeEventListener("pointerleave", rest);
    };
  }, [frame, allowed]);
  return idle && allowed;
}
