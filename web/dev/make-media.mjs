// Development only: draws the clips that the mock API plays. Usage: node dev/make-media.mjs /path/to/ffmpeg
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ffmpeg = process.argv[2] ?? "ffmpeg";
const out = join(dirname(fileURLToPath(import.meta.url)), ".media");
const run = (...args) => execFileSync(ffmpeg, ["-hide_banner", "-loglevel", "error", "-y", ...args], { stdio: "inherit" });
const folder = (...names) => {
  const path = join(out, ...names);
  mkdirSync(path, { recursive: true });
  return path;
};

const WARM = "c0=0x8e2b1f:c1=0xe0a33a:c2=0x1f6b5c:c3=0x24508c:nb_colors=4";
const SOUND = "sine=frequency=220:beep_factor=4,volume=0.2";
const clip = (seconds) => [
  "-f", "lavfi", "-i", `gradients=s=1280x720:r=30:${WARM}:speed=0.012:d=${seconds}:type=spiral:seed=7`,
  "-f", "lavfi", "-i", `${SOUND},atrim=0:${seconds}`,
];
const LADDER = [[720, 1800], [480, 900], [360, 500]];
const CLOCK = "drawtext=text='%{pts\\:hms}':x=w-tw-40:y=40:fontsize=h/12:fontcolor=white@0.85:box=1:boxcolor=black@0.35:boxborderw=12";

function ladder(name, seconds, cut) {
  let master = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  for (const [height, kbps] of LADDER) {
    const path = folder(name, String(height));
    run(...clip(seconds), "-vf", `${CLOCK},scale=-2:${height}`, "-c:v", "libx264", "-preset", "ultrafast", "-b:v", `${kbps}k`,
      "-maxrate", `${kbps}k`, "-bufsize", `${kbps}k`, "-g", "30", "-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2",
      "-f", "hls", "-hls_list_size", "0", ...cut, "-hls_segment_filename", join(path, "%05d.ts"), join(path, "index.m3u8"));
    const width = Math.round((height * 16) / 9 / 2) * 2;
    master += `#EXT-X-STREAM-INF:BANDWIDTH=${(kbps + 128) * 1100},RESOLUTION=${width}x${height},FRAME-RATE=30,CODECS="avc1.42c01f,mp4a.40.2"\n${height}/index.m3u8\n`;
  }
  writeFileSync(join(folder(name), "master.m3u8"), master);
}

ladder("vod", 90, ["-hls_time", "4", "-hls_playlist_type", "vod"]);
// Half-second files that are not cut at keyframes: the mock serves them as LL-HLS parts, and two of them joined as a segment.
ladder("live", 240, ["-hls_time", "0.5", "-hls_flags", "split_by_time"]);

const every = 2;
run("-i", join(out, "vod/360/index.m3u8"), "-vf", `fps=1/${every},scale=160:90,tile=9x5`, "-frames:v", "1", "-q:v", "5", join(out, "vod/sprite.jpg"));
const stamp = (s) => new Date(s * 1000).toISOString().slice(11, 23);
let vtt = "WEBVTT\n\n";
for (let i = 0; i < 45; i += 1) {
  vtt += `${stamp(i * every)} --> ${stamp((i + 1) * every)}\nsprite.jpg#xywh=${(i % 9) * 160},${Math.floor(i / 9) * 90},160,90\n\n`;
}
writeFileSync(join(out, "vod/sprite.vtt"), vtt);

const stills = [
  `gradients=s=640x360:${WARM}:type=radial:seed=3`, "gradients=s=640x360:c0=0xf6f0e4:c1=0xd9a441:c2=0x6b3a1e:nb_colors=3:type=spiral:seed=33",
  "gradients=s=640x360:c0=0x24508c:c1=0x8fb8d8:c2=0xf6f0e4:nb_colors=3:type=circular:seed=11", `gradients=s=640x360:${WARM}:type=spiral:seed=21`,
  "gradients=s=640x360:c0=0x1f3d33:c1=0x5db79c:c2=0xe3b04b:nb_colors=3:type=linear:seed=5", "gradients=s=640x360:c0=0x2b1510:c1=0xc8371f:c2=0xf2c58b:nb_colors=3:type=radial:seed=9",
];
stills.forEach((source, i) => run("-f", "lavfi", "-i", source, "-frames:v", "1", "-q:v", "4", join(folder("stills"), `${i}.jpg`)));
console.log(readFileSync(join(out, "live/720/index.m3u8"), "utf8").split("\n").slice(0, 8).join("\n"));
