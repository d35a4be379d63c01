import { useEffect, useRef } from "react";

/** For a row of tabs that may be wider than the page: the one that is open is brought into view. */
export function useOpenTab(open: string) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const tabs = row.current;
    const tab = tabs?.querySelector<HTMLElement>("[aria-current]");
    if (tabs && tab) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - tabs.clientWidth / 3;
  }, [open]);
  return row;
}
