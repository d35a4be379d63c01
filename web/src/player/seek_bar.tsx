import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useWords } from "../words";
import { clock } from "../words/format";
import { tileAt, tilesOf, type Tile } from "./sprite";
import type { Media } from "./use_media";

const STEP = 5;
const PAGE = 30;

function useTiles(spriteUrl: string | null): Tile[] {
  const { data } = useQuery({
    queryKey: ["sprite", spriteUrl],
    enabled: spriteUrl !== null,
    staleTime: Infinity,
    queryFn: async () => {
      const response = await fetch(spriteUrl ?? "", { credentials: "same-origin" });
      if (!response.ok) return []; // a seek bar without pictures is still a seek bar
      return tilesOf(await response.text(), response.url);
    },
  });
  return data ?? [];
}

/** The time line: a slider for hands and keys, with a picture of the place under the pointer. */
export function SeekBar({ media, spriteUrl, seek }: { media: Media; spriteUrl: string | null; seek: (seconds: number) => void }) {
  const words = useWords().player;
  const bar = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const tiles = useTiles(spriteUrl);
  const { duration } = media;
  const time = dragged ?? media.time;
  const percent = (value: number) => `${duration > 0 ? Math.min(100, (value / duration) * 100) : 0}%`;

  const under = (event: PointerEvent): number => {
    const box = bar.current?.getBoundingClientRect();
    if (!box) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * duration;
  };
  const keys = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowLeft: time - STEP, ArrowRight: time + STEP, ArrowDown: time - STEP, ArrowUp: time + STEP, PageDown: time - PAGE, PageUp: time + PAGE, Home: 0, End: duration };
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    seek(Math.min(duration, Math.max(0, target)));
  };
  const drag = (event: PointerEvent) => {
    setHover(under(event));
    if (dragged !== null) setDragged(under(event));
  };
  const drop = (event: PointerEvent) => {
    if (dragged === null) return;
    seek(under(event));
    setDragged(null);
  };
  return (
    <div className="seek" ref={bar} role="slider" tabIndex={0} aria-label={words.seek} aria-valuemin={0} aria-valuemax={Math.round(duration)} aria-valuenow={Math.round(time)}
      aria-valuetext={words.seekValue(clock(time), clock(duration))} onKeyDown={keys} data-testid="seek"
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); setDragged(under(event)); }}
      onPointerMove={drag} onPointerUp={drop} onPointerCancel={() => setDragged(null)} onPointerLeave={() => setHover(null)}>
      <div className="seek-track">
        <div className="seek-buffered" style={{ width: percent(media.buffered) }} />
        {hover !== null && <div className="seek-hover" style={{ width: percent(hover) }} />}
        <div className="seek-played" style={{ width: percent(time) }} />
        <div className="seek-thumb" style={{ left: percent(time) }} />
      </div>
      {hover !== null && duration > 0 && <Preview at={hover} left={percent(hover)} tile={tileAt(tiles, hover)} />}
    </div>
  );
}

function Preview({ at, left, tile }: { at: number; left: string; tile: Tile | null }) {
  const width = tile?.width ?? 48;
  return (
    <div className="seek-preview" style={{ left: `clamp(${width / 2}px, ${left}, calc(100% - ${width / 2}px))` }} data-testid="seek-preview">
      {tile && <div className="seek-picture" style={{ width: tile.width, height: tile.height, backgroundImage: `url("${tile.image}")`, backgroundPosition: `-${tile.x}px -${tile.y}px` }} />}
      <span className="numbers">{clock(at)}</span>
    </div>
  );
}
