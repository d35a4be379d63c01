import { useEffect, useRef, type RefObject } from "react";
import { toggleFullscreen } from "./fullscreen";

interface Actions { live: boolean; toggle: () => void; help: () => void }

const SEEK_SECONDS = 5;
const VOLUME_STEP = 0.1;

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

function louder(video: HTMLVideoElement, step: number) {
  video.volume = Math.min(1, Math.max(0, video.volume + step));
  video.muted = video.volume === 0;
}

/** True when the key was ours. Live pictures can be moved too, within what is buffered. */
export function press(key: string, video: HTMLVideoElement, frame: HTMLElement, actions: Actions): boolean {
  if (/^[1-9]$/.test(key) && !actions.live && Number.isFinite(video.duration)) {
    video.currentTime = (video.duration * Number(key)) / 10;
    return true;
  }
  switch (key) {
    case " ": case "k": case "ㅏ": actions.toggle(); return true;
    case "m": case "ㅡ": video.muted = !video.muted; return true;
    case "f": case "ㄹ": void toggleFullscreen(frame); return true;
    case "ArrowLeft": video.currentTime = Math.max(0, video.currentTime - SEEK_SECONDS); return true;
    case "ArrowRight": video.currentTime = Math.min(video.currentTime + SEEK_SECONDS, video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : video.currentTime); return true;
    case "ArrowUp": louder(video, VOLUME_STEP); return true;
    case "ArrowDown": louder(video, -VOLUME_STEP); return true;
    case "?": actions.help(); return true;
    default: return false;
  }
}

/**
 * The player's keys, also with a Korean layout. They work anywhere on the page except in a text field or an open dialog;
 * space and the arrows only when no other control has the focus, for there they already mean something.
 */
export function useShortcuts(frame: RefObject<HTMLElement | null>, video: RefObject<HTMLVideoElement | null>, actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || frame.current === null || video.current === null) return;
      if ((writes(target) && !(target instanceof HTMLInputElement && target.type === "range")) || document.querySelector("dialog[open]")) return;
      const onPage = target === document.body || target === frame.current || (target instanceof HTMLElement && target.id === "content");
      const shared = event.key === " " || event.key.startsWith("Arrow");
      if (shared && !onPage) return;
      if (press(event.key, video.current, frame.current, latest.current)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [frame, video]);
}
