import { useEffect, useState, type RefObject } from "react";

export interface TimedEvent { id: number; text: string }
const SHOWN_MS = 10_000;
const KEYS_OF_A_MESSAGE = ["text", "message", "title"];

/** The sentence inside a payload: plain text as it is, JSON by its text, message or title, other JSON as it stands. */
export function sentenceOf(payload: string): string {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === "string") return value;
    if (typeof value !== "object" || value === null) return payload;
    const found = Object.entries(value).find(([key, part]) => KEYS_OF_A_MESSAGE.includes(key) && typeof part === "string");
    return found ? String(found[1]) : payload;
  } catch {
    return payload;
  }
}

interface MetadataCue extends TextTrackCue { value?: { key?: string; data?: unknown } }

/** IVS sends an ID3 text frame (TXXX and kin); a date range brings X-... attributes. */
export function payloadOf(cue: MetadataCue): string | null {
  const { key, data } = cue.value ?? {};
  if (key === undefined || typeof data !== "string" || data === "") return null;
  return /^(T[A-Z0-9]{3}|X-)/.test(key) && !key.startsWith("X-ASSET") ? data : null;
}

/** The latest timed metadata of the stream, shown for a few seconds, at the moment of the picture it belongs to. */
export function useTimedEvent(ref: RefObject<HTMLVideoElement | null>, source: string): TimedEvent | null {
  const [event, setEvent] = useState<TimedEvent | null>(null);
  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    const shown = new WeakSet<TextTrackCue>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let count = 0;
    const read = (change: Event) => {
      const track = change.currentTarget as TextTrack;
      for (const cue of Array.from(track.activeCues ?? [])) {
        const payload = shown.has(cue) ? null : payloadOf(cue);
        shown.add(cue);
        if (payload === null) continue;
        count += 1;
        setEvent({ id: count, text: sentenceOf(payload) });
        clearTimeout(timer);
        timer = setTimeout(() => setEvent(null), SHOWN_MS);
      }
    };
    const listen = (track: TextTrack) => {
      if (track.kind === "metadata") track.addEventListener("cuechange", read);
    };
    const added = ({ track }: TrackEvent) => {
      if (track) listen(track);
    };
    Array.from(video.textTracks).forEach(listen);
    video.textTracks.addEventListener("addtrack", added);
    return () => {
      clearTimeout(timer);
      video.textTracks.removeEventListener("addtrack", added);
      Array.from(video.textTracks).forEach((track) => track.removeEventListener("cuechange", read));
    };
  }, [ref, source]);
  return event;
}
