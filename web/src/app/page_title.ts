import { useEffect } from "react";

export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · 마당 Madang` : "마당 · Madang";
  }, [title]);
}
