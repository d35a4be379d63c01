import { useEffect, useState } from "react";

export type Theme = "system" | "light" | "dark";
const KEY = "madang.theme";
const ORDER: Theme[] = ["system", "light", "dark"];

function kept(): Theme {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

/** The theme in force and the step to the next one; boot.js applies it before the first paint. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(kept);
  useEffect(() => {
    if (theme === "system") {
      localStorage.removeItem(KEY);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(KEY, theme);
      document.documentElement.dataset.theme = theme;
    }
  }, [theme]);
  return [theme, () => setTheme((now) => ORDER[(ORDER.indexOf(now) + 1) % ORDER.length] ?? "system")];
}
