import { useState, type ReactNode } from "react";

// Dancheong pairs for titles without a picture; the seed always gives the same one.
const PAIRS = [["#1f5f50", "#e3b04b"], ["#8e2b1f", "#f2c58b"], ["#24508c", "#f6f0e4"], ["#6b3a1e", "#66c2a6"], ["#3a2f4d", "#f0653f"]] as const;

export function seedNumber(seed: string): number {
  let hash = 7;
  for (const letter of seed) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hash;
}

function Pattern({ seed }: { seed: string }) {
  const number = seedNumber(seed);
  const [ground, line] = PAIRS[number % PAIRS.length] ?? PAIRS[0];
  const x = 60 + (number % 5) * 50;
  const y = 40 + (number % 3) * 50;
  return (
    <svg className="thumb-image" viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="320" height="180" fill={ground} />
      {[22, 46, 70, 94, 118, 142, 166].map((r, n) => (
        <rect key={r} x={x - r} y={y - r} width={r * 2} height={r * 2} fill="none" stroke={line} strokeWidth={n % 2 ? 2 : 6} opacity={0.75 - n * 0.1} transform={`rotate(45 ${x} ${y})`} />
      ))}
    </svg>
  );
}

/** A 16:9 picture with room for badges; a missing or broken picture becomes a pattern, so nothing jumps. */
export function Thumbnail({ url, seed, eager = false, children }: { url: string | null; seed: string; eager?: boolean; children?: ReactNode }) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <div className="thumb">
      {url !== null && broken !== url
        ? <img className="thumb-image" src={url} alt="" width={640} height={360} loading={eager ? "eager" : "lazy"} onError={() => setBroken(url)} />
        : <Pattern seed={seed} />}
      {children}
    </div>
  );
}
