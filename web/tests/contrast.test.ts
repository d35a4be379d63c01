// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/ui/tokens.css", import.meta.url), "utf8");
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = "", light = "", dark = ""]) => [name, [light, dark]] as const));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((n) => {
    const part = Number.parseInt(hex.slice(n, n + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two sRGB colours. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["paper", "raised", "sunk"];
const texts = ["ink", "soft", "faint", "green", "red"];
const TEXT = 4.5;
const SHAPE = 3;
const pairs: [string, string, number][] = [
  ...grounds.flatMap((ground) => texts.map((text): [string, string, number] => [text, ground, TEXT])),
  ["on-green", "green", TEXT], ["on-green", "green-hover", TEXT], ["on-live", "live", TEXT], ["green", "green-wash", TEXT], ["red", "red-wash", TEXT], ["gold", "gold-wash", TEXT],
  ["ink", "green-wash", TEXT], ["ink", "red-wash", TEXT], ["ink", "gold-wash", TEXT], ["soft", "green-wash", TEXT], ["soft", "red-wash", TEXT], ["paper", "ink", TEXT],
  ["blue", "raised", TEXT], ["gold", "raised", TEXT], ["blue", "sunk", TEXT], ["gold", "sunk", TEXT], ["blue", "gold-wash", TEXT], ["green", "gold-wash", TEXT], ["red", "gold-wash", TEXT], ["soft", "gold-wash", TEXT],
  ["blue", "green-wash", TEXT], ["gold", "green-wash", TEXT], ["red", "green-wash", TEXT],
  ["edge", "paper", SHAPE], ["edge", "raised", SHAPE], ["focus", "paper", SHAPE], ["focus", "raised", SHAPE],
];

test.each(pairs)("%s on %s reaches %f in both themes", (text, ground, least) => {
  for (const theme of [0, 1] as const) {
    const ratio = contrast(tokens.get(text)?.[theme] ?? "", tokens.get(ground)?.[theme] ?? "");
    expect(ratio, theme === 0 ? "light" : "dark").toBeGreaterThanOrEqual(least);
  }
});
