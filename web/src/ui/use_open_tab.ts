import { useEffect, useRef } from "react";

/** For a row of tabs that may be wider than the page: the one that is open is brought into view. */
export function useOpenTab(open: string) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (tab) row.current?.scrollTo({ left: tab.offsetLeft - row.current.offsetLeft - row.current.clientWidth / 3 });
  }, [open]);
  return row;
}
