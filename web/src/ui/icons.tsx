import type { SVGProps } from "react";

// One stroke style, drawn here; 24 by 24.
const PATHS = {
  play: "M7 4.5v15l12-7.5z", pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  volume: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11", muted: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  sliders: "M3.5 7H12M17.5 7h3M3.5 17h3M12 17h8.5M14.75 4.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM9.25 14.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", unfull: "M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5", pip: "M3.5 5h17v14h-17zM12.5 12h6v5h-6z",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.6 9.4a2.5 2.5 0 1 1 3.4 2.7c-.7.3-1 .8-1 1.6M12 16.8v.2", eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4z",
  people: "M9 5a3.3 3.3 0 1 0 0 6.6A3.3 3.3 0 0 0 9 5zM2.8 19c.5-3.3 2.9-5 6.2-5s5.7 1.7 6.2 5M16 5.4a3.2 3.2 0 0 1 0 5.9M17.6 14.4c2 .7 3.3 2.2 3.7 4.6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.2A8.3 8.3 0 0 1 9.8 4 8.3 8.3 0 1 0 20 14.2z", half: "M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5", search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20.5 20.5", plus: "M12 5v14M5 12h14", upload: "M12 16V4.5M7 9l5-5 5 5M4 15.5V20h16v-4.5",
  download: "M12 4v11.5M7 11l5 5 5-5M4 15.5V20h16v-4.5", stop: "M6.5 6.5h11v11h-11z", check: "M4.5 12.5l5 5 10-11", arrow: "M5 12h14M13 6l6 6-6 6",
  pin: "M9 4h6M10 4v5.5L7 13v1.5h10V13l-3-3.5V4M12 14.5V20", ban: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12", clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2", bin: "M5 7h14M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13", shield: "M12 3.5l7 2.6v5.3c0 4.4-2.9 7.6-7 9.1-4.1-1.5-7-4.7-7-9.1V6.1z", fold: "M6 9.5l6 6 6-6", cross: "M6 6l12 12M18 6L6 18",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01", send: "M4.5 12L20 4.5 15.5 20l-3.7-6.3zM11.8 13.7L20 4.5", down: "M12 5v14M6 13l6 6 6-6", talk: "M4 5h16v11h-8.5L7 20v-4H4zM8 9h8M8 12.2h5",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8 14c1 1.7 2.3 2.5 4 2.5s3-.8 4-2.5M9 9.3v.4M15 9.3v.4",
  globe: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.8 9.5h16.4M3.8 14.5h16.4M12 3.5c-4.6 5-4.6 12 0 17M12 3.5c4.6 5 4.6 12 0 17",
  gift: "M4 11.5h16V20H4zM3 7.5h18v4H3zM12 7.5V20M12 7.5C8.5 7.5 6.5 6.6 6.5 5S9 2.8 12 7.5zM12 7.5c3.5 0 5.5-.9 5.5-2.5S15 2.8 12 7.5z",
} as const;

export type IconName = keyof typeof PATHS;
const FILLED = new Set<IconName>(["play", "pause", "stop"]);

export function Icon({ name, size = 20, ...rest }: { name: IconName; size?: number } & SVGProps<SVGSVGElement>) {
  const filled = FILLED.has(name);
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill={filled ? "currentColor" : "none"} stroke={filled ? "none" : "currentColor"}
      strokeWidth={1.9} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" {...rest}>
      <path d={PATHS[name]} />
    </svg>
  );
}

/** ㅁ: the first letter of 마당 and the floor plan of a courtyard house, its eaves above, a broadcast inside. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#1f5f50" />
      <path d="M6 9h20v16.5H6z" fill="none" stroke="#f6f0e4" strokeWidth="3.2" strokeLinejoin="round" />
      <path d="M3.6 7C9 8.6 23 8.6 28.4 7" fill="none" stroke="#e3b04b" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M13.2 13.1v8.4l7-4.2z" fill="#f0653f" />
    </svg>
  );
}
