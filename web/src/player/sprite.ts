/** One thumbnail of a sprite: shown from `from` to `to` seconds, cut out of `image` at x, y. */
export interface Tile { from: number; to: number; image: string; x: number; y: number; width: number; height: number }

const CUE = /^((?:\d+:)?\d\d:\d\d\.\d{3}) --> ((?:\d+:)?\d\d:\d\d\.\d{3})/;
const REGION = /#xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)$/;

function seconds(stamp: string): number {
  return stamp.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Reads a WebVTT thumbnail track; image addresses are relative to the track's own. Lines it does not know are skipped. */
export function tilesOf(vtt: string, address: string): Tile[] {
  const tiles: Tile[] = [];
  const lines = vtt.split(/\r?\n/);
  lines.forEach((line, n) => {
    const cue = CUE.exec(line);
    const target = lines[n + 1]?.trim() ?? "";
    const region = REGION.exec(target);
    if (cue === null || region === null) return;
    const image = new URL(target.replace(REGION, ""), address).toString();
    const [x = 0, y = 0, width = 0, height = 0] = region.slice(1).map(Number);
    tiles.push({ from: seconds(cue[1] ?? "0"), to: seconds(cue[2] ?? "0"), image, x, y, width, height });
  });
  return tiles;
}

export function tileAt(tiles: Tile[], time: number): Tile | null {
  return tiles.find((tile) => time >= tile.from && time < tile.to) ?? tiles.at(-1) ?? null;
}
