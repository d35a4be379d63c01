import type { RefObject } from "react";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import type { Stream } from "./use_hls";
import type { Media } from "./use_media";

/** The figures an engineer asks for first, once a second. */
export function Stats({ stream, video, media, live }: { stream: Stream; video: RefObject<HTMLVideoElement | null>; media: Media; live: boolean }) {
  const { statNames } = useWords().player;
  const formats = useFormats();
  useNow(1000);
  const { bandwidth, level, stalls } = stream.figures();
  const element = video.current;
  const quality = element?.getVideoPlaybackQuality();
  const latency = stream.latency();
  const rows: [string, string, string][] = [
    ...(live ? [["latency", statNames.latency, latency === null ? "–" : `${formats.decimal(latency)} s`] as [string, string, string]] : []),
    ["resolution", statNames.resolution, element ? `${element.videoWidth}×${element.videoHeight}${level?.frameRate ? ` @ ${Math.round(level.frameRate)}` : ""}` : "–"],
    ["bitrate", statNames.bitrate, level ? formats.bitrate(level.bitrate) : "–"],
    ["bandwidth", statNames.bandwidth, formats.bitrate(bandwidth)],
    ["buffer", statNames.buffer, `${formats.decimal(Math.max(0, media.buffered - media.time))} s`],
    ["dropped", statNames.dropped, quality ? `${quality.droppedVideoFrames} / ${quality.totalVideoFrames}` : "–"],
    ["stalls", statNames.stalls, String(stalls)],
    ["codec", statNames.codec, [level?.videoCodec, level?.audioCodec].filter(Boolean).join(", ") || "–"],
  ];
  return (
    <dl className="player-stats numbers" data-testid="stats">
      {rows.map(([id, name, value]) => <div key={id}><dt>{name}</dt><dd data-testid={`stat-${id}`}>{value}</dd></div>)}
    </dl>
  );
}
