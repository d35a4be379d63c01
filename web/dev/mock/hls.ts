// Development only: plays the drawn half-second files as a low-latency live stream: parts, preload hint, blocking reload.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { channels, metadata } from "./world.ts";

const PART_SECONDS = 0.5;
const PARTS = 2;
const WINDOW = 8;
const COUNT = 480;
const SEGMENTS = COUNT / PARTS;
const epoch = Date.now() - 60_000;
const TYPES: Record<string, string> = { ".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t", ".jpg": "image/jpeg", ".vtt": "text/vtt" };
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Parts complete by now, counted from the epoch. */
const complete = () => Math.floor((Date.now() - epoch) / 1000 / PART_SECONDS);
const name = (part: number) => `${String(part % COUNT).padStart(5, "0")}.ts`;

function dateRanges(channel: string): string {
  return metadata.filter((one) => one.channel === channel && Date.now() - one.at < 20_000)
    .map((one) => `#EXT-X-DATERANGE:ID="m${one.at}",START-DATE="${new Date(one.at).toISOString()}",DURATION=2,X-PAYLOAD="${one.payload.replaceAll('"', "'")}"\n`).join("");
}

function playlist(channel: string): string {
  const done = complete();
  const ended = !channels.get(channel)?.live;
  const current = Math.floor(done / PARTS);
  const first = Math.max(0, current - WINDOW);
  let text = `#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:1\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5\n#EXT-X-PART-INF:PART-TARGET=${PART_SECONDS}\n#EXT-X-MEDIA-SEQUENCE:${first}\n#EXT-X-DISCONTINUITY-SEQUENCE:${Math.floor(first / SEGMENTS)}\n`;
  for (let segment = first; segment <= current; segment += 1) {
    const whole = segment < current;
    if (segment % SEGMENTS === 0 && segment > first) text += "#EXT-X-DISCONTINUITY\n";
    text += `#EXT-X-PROGRAM-DATE-TIME:${new Date(epoch + segment * PARTS * PART_SECONDS * 1000).toISOString()}\n`;
    for (let part = segment * PARTS; part < Math.min(done, (segment + 1) * PARTS); part += 1) {
      if (segment >= current - 3) text += `#EXT-X-PART:DURATION=${PART_SECONDS},URI="${name(part)}"${part % PARTS === 0 ? ",INDEPENDENT=YES" : ""}\n`;
    }
    if (whole) text += `#EXTINF:${PARTS * PART_SECONDS},\nseg${segment % SEGMENTS}.ts\n`;
  }
  return `${text}${dateRanges(channel)}${ended ? "#EXT-X-ENDLIST\n" : `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${name(done)}"\n`}`;
}

async function liveFile(root: string, path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const [channel = "", height = "", file = ""] = path.split("/");
  if (height === "master.m3u8") {
    response.writeHead(200, { "content-type": TYPES[".m3u8"] }).end(readFileSync(join(root, "live/master.m3u8")));
    return;
  }
  if (file === "index.m3u8") {
    const segment = query.get("_HLS_msn");
    if (segment !== null) {
      const wanted = Number(segment) * PARTS + Number(query.get("_HLS_part") ?? PARTS - 1) + 1;
      while (complete() < wanted && channels.get(channel)?.live) await sleep(25);
    }
    response.writeHead(200, { "content-type": TYPES[".m3u8"], "cache-control": "no-store" }).end(playlist(channel));
    return;
  }
  const whole = /^seg(\d+)\.ts$/.exec(file);
  const files = whole ? Array.from({ length: PARTS }, (_, n) => name(Number(whole[1]) * PARTS + n)) : [file];
  if (!whole) {
    const number = Number.parseInt(file, 10);
    const lap = Math.floor(complete() / COUNT) * COUNT;
    const hinted = number + lap === complete() || (number === 0 && complete() % COUNT === COUNT - 1);
    while (hinted && complete() % COUNT === number) await sleep(20); // a preload hint is answered when the part is there
  }
  response.writeHead(200, { "content-type": TYPES[".ts"] }).end(Buffer.concat(files.map((one) => readFileSync(join(root, "live", height, one)))));
}

/** Serves /media/...: live streams, recordings, pictures. */
export async function media(root: string, url: URL, response: ServerResponse): Promise<void> {
  const path = url.pathname.replace(/^\/media\//, "");
  if (path.startsWith("live/")) {
    await liveFile(root, path.slice("live/".length), url.searchParams, response);
    return;
  }
  const file = join(root, path);
  if (!file.startsWith(root) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "cache-control": "max-age=60" });
  createReadStream(file).pipe(response);
}
