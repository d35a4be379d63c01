import { useEffect, useState } from "react";
import { useFormats, useWords } from "../words";
import type { Figures, Stream } from "./use_hls";
import type { Media, MediaControl } from "./use_media";

type Picture = ReturnType<MediaControl["picture"]>;
interface Reading { figures: Figures; picture: Picture; latency: number | null }

function useReading({ figures, latency }: Stream, { picture }: MediaControl): Reading | null {
  const [reading, setReading] = useState<Reading | null>(null);
  useEffect(() => {
    const read = () => setReading({ figures: figures(), picture: picture(), latency: latency() });
    const first = setTimeout(read, 0);
    const timer = setInterval(read, 1000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [figures, latency, picture]);
  return reading;
}

/** The figures an engineer asks for first, once a second. */
export function Stats({ stream, control, media, live }: { stream: Stream; control: MediaControl; media: Media; live: boolean }) {
  const { statNames } = useWords().player;
  const formats = useFormats();
  const reading = useReading(stream, control);
  const level = reading?.figures.level ?? null;
  const picture = reading?.picture ?? null;
  const latency = reading?.latency ?? null;
  const seconds = (value: number) => `${formats.decimal(value)} s`;
  const rows: [string, string, string][] = [
    ...(live ? [["latency", statNames.latency, latency === null ? "–" : seconds(latency)] as [string, string, string]] : []),
    ["resolution", statNames.resolution, picture ? `${picture.width}×${picture.height}${level?.frameRate ? ` @ ${Math.round(level.frameRate)}` : ""}` : "–"],
    ["bitrate", statNames.bitrate, level ? formats.bitrate(level.bitrate) : "–"],
    ["bandwidth", statNames.bandwidth, formats.bitrate(reading?.figures.bandwidth ?? 0)],
    ["buffer", statNames.buffer, seconds(Math.max(0, media.buffered - media.time))],
    ["dropped", statNames.dropped, picture ? `${picture.dropped} / ${picture.shown}` : "–"],
    ["stalls", statNames.stalls, String(reading?.figures.stalls ?? 0)],
    ["codec", statNames.codec, [level?.videoCodec, level?.audioCodec].filter(Boolean).join(", ") || "–"],
  ];
  return (
    <dl className="player-stats numbers" data-testid="stats">
      {rows.map(([id, name, value]) => <div key={id}><dt>{name}</dt><dd data-testid={`stat-${id}`}>{value}</dd></div>)}
    </dl>
  );
}
