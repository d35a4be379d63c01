// Where the viewer stopped, per title, for the last titles watched; it stays in this browser.
const KEY = "madang.resume";
const KEPT = 50;
const EDGE_SECONDS = 10;

function read(): [string, number][] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? (value as [string, number][]) : [];
  } catch {
    return []; // somebody else's text under our name
  }
}

/** Seconds to continue from, or null when the title is new here or was watched to its end. */
export function resumePosition(titleId: string): number | null {
  return read().find(([id]) => id === titleId)?.[1] ?? null;
}

/** Remembers a position; the first and the last seconds of a title count as not begun and as finished. */
export function rememberPosition(titleId: string, seconds: number, duration: number): void {
  const others = read().filter(([id]) => id !== titleId);
  const worth = seconds > EDGE_SECONDS && seconds < duration - EDGE_SECONDS;
  const next = worth ? [[titleId, Math.floor(seconds)] as [string, number], ...others] : others;
  localStorage.setItem(KEY, JSON.stringify(next.slice(0, KEPT)));
}
