import type { Alert, Alerts } from "../api/overlay";

export const POLL_MS = 2000;
export const ON_SCREEN_MS = 7000;
const SLOWEST_MS = 30_000;

interface Server { after: (number: number | null) => Promise<Alerts>; shown: (number: number) => Promise<unknown> }
interface Screen { show: (alert: Alert | null) => void; visible: () => boolean; pause: (ms: number) => Promise<void> }

/**
 * One alert after the other until `over`. What is on the screen is told to the server at once, and again until it is heard:
 * a page that is loaded anew repeats nothing and loses nothing, as the numbers have no gap.
 */
export async function runShow(server: Server, screen: Screen, over: () => boolean): Promise<void> {
  let seen: number | null = null;
  let told = 0;
  let wait = POLL_MS;
  const tell = async (number: number) => {
    await server.shown(number);
    told = number;
  };
  while (!over()) {
    if (screen.visible()) {
      try {
        if (seen !== null && told < seen) await tell(seen);
        const { items, shown } = await server.after(seen);
        if (seen === null) seen = told = shown;
        for (const alert of items) {
          if (over()) return;
          seen = alert.number;
          const heard = tell(seen).catch(() => undefined); // told again above
          if (alert.show) {
            screen.show(alert);
            await screen.pause(ON_SCREEN_MS);
            screen.show(null);
          }
          await heard;
        }
        wait = POLL_MS;
      } catch {
        wait = Math.min(wait * 2, SLOWEST_MS); // away or restarting: an overlay has nobody to tell
      }
    }
    await screen.pause(wait);
  }
}
