import { useEffect, useState } from "react";
import { keepViewing, startViewing, stopViewing } from "../api/live";
import { isProblem } from "../api/problem";

const RETRY_SECONDS = 15;

/** Counts this viewer in, says every heartbeat that somebody still watches, and answers how many do. */
export function useViewing(sessionId: string): number | null {
  const [viewers, setViewers] = useState<number | null>(null);
  useEffect(() => {
    let viewing: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    let pace = RETRY_SECONDS;
    const say = async () => {
      if (viewing === null) {
        const begun = await startViewing(sessionId);
        if (gone) {
          await stopViewing(sessionId, begun.viewing_id);
          return;
        }
        viewing = begun.viewing_id;
        pace = begun.heartbeat_seconds;
        setViewers(begun.viewers);
      } else {
        const kept = await keepViewing(sessionId, viewing, { visible: document.visibilityState === "visible" });
        setViewers(kept.viewers);
      }
    };
    const beat = () => {
      say().catch((error: unknown) => {
        // Forgotten meanwhile (a sleeping laptop): count in anew. Anything else waits for the next beat.
        if (isProblem(error) && error.status === 404) viewing = null;
      }).finally(() => {
        if (!gone) timer = setTimeout(beat, pace * 1000);
      });
    };
    const leave = () => {
      if (viewing === null) return;
      void stopViewing(sessionId, viewing).catch(() => undefined); // the count forgets a silent viewer anyway
      viewing = null;
    };
    beat();
    window.addEventListener("pagehide", leave);
    return () => {
      gone = true;
      clearTimeout(timer);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [sessionId]);
  return viewers;
}
