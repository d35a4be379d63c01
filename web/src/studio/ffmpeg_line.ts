import type { Ingest } from "../api/contract";

export function ingestAddress(server: string, key: string): string {
  return `${server.replace(/\/+$/, "")}/${key}`;
}

const CODECS: Record<string, string> = { h264: "libx264", avc: "libx264" };

/** A line that sends a file as OBS would send a scene: constant keyframes, bounded bitrate, sound. */
export function ffmpegLine(ingest: Ingest, server: string, key: string): string {
  const { recommended: r } = ingest;
  const codec = CODECS[r.video_codec.toLowerCase().replace(/[^a-z0-9]/g, "")] ?? "libx264";
  const keyframes = Math.round(r.keyframe_interval_seconds * r.framerate);
  const rate = `${r.max_video_bitrate_kbps}k`;
  return [
    "ffmpeg -re -stream_loop -1 -i input.mp4",
    `-c:v ${codec} -preset veryfast -profile:v ${r.profile.toLowerCase()} -pix_fmt yuv420p -r ${r.framerate} -g ${keyframes} -sc_threshold 0 -bf 0`,
    `-b:v ${rate} -maxrate ${rate} -bufsize ${rate} -c:a aac -b:a ${r.audio_bitrate_kbps}k -ar 48000`,
    `-f flv "${ingestAddress(server, key)}"`,
  ].join(" \\\n  ");
}
