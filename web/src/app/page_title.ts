import { useEffect } from "react";

let shown = "마당 · Madang";
let waiting = 0;

const put = (): void => {
  document.title = waiting > 0 ? `(${waiting}) ${shown}` : shown;
};

export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    shown = title ? `${title} · 마당 Madang` : "마당 · Madang";
    put();
  }, [title]);
}

/** What waits for the reader who looks at another tab stands before the title; 0 takes it away. */
export function countInTitle(count: number): void {
  waiting = count;
  put();
}
