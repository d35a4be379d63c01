import Hls, { type ErrorData, type HlsConfig, type Level } from "hls.js";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

export interface Rendition { index: number; height: number; bitrate: number }

export interface Stream {
  renditions: Rendition[];
  /** The rendition on screen, -1 before the first. */
  playing: number;
  /** The rendition asked for, -1 for automatic. */
  chosen: number;
  choose: (index: number) => void;
  failed: Failure | null;
  retry: () => void;
  /** Seconds between the picture and the live edge, null for a recording. */
  latency: () => number | null;
  toLive: () => void;
  figures: () => Figures;
}

export type Failure = "network" | "media" | "unsupported";
export interface Figures { bandwidth: number; level: Level | null; stalls: number }

const LIVE: Partial<HlsConfig> = {
  lowLatencyMode: true,
  backBufferLength: 30,
  maxLiveSyncPlaybackRate: 1.1, // creeps back to the edge after a stall, too little to hear
};
const RECORDED: Partial<HlsConfig> = { maxBufferLength: 30, backBufferLength: 60 };
const RECOVERIES = 6; // a broadcast that has just begun may need some seconds for its first playlist
const WAIT_MS = 500;
const RENEWALS = 2;

function start(hls: Hls, video: HTMLVideoElement, source: string) {
  hls.loadSource(source);
  hls.attachMedia(video);
}

/** Native HLS, for browsers without Media Source Extensions. */
function playNatively(video: HTMLVideoElement, source: string, fail: (failure: Failure) => void): () => void {
  if (video.canPlayType("application/vnd.apple.mpegurl") === "") {
    queueMicrotask(() => fail("unsupported"));
    return () => undefined;
  }
  const failed = () => fail("media");
  video.addEventListener("error", failed);
  video.src = source;
  return () => {
    video.removeEventListener("error", failed);
    video.removeAttribute("src");
    video.load();
  };
}

/** Plays an HLS address on the video element, mending what can be mended; `renew` fetches a fresh address when a token ran out. */
export function useHls(ref: RefObject<HTMLVideoElement | null>, source: string, live: boolean, renew: (() => Promise<unknown>) | undefined): Stream {
  const hls = useRef<Hls | null>(null);
  const stalls = useRef(0);
  const [renditions, setRenditions] = useState<Rendition[]>([]);
  const [playing, setPlaying] = useState(-1);
  const [chosen, setChosen] = useState(-1);
  const [failed, setFailed] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const renewal = useRef(renew);
  const renewals = useRef(0);
  useEffect(() => {
    renewal.current = renew;
  });

  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    if (!Hls.isSupported()) return playNatively(video, source, setFailed);
    const player = new Hls(live ? LIVE : RECORDED);
    hls.current = player;
    stalls.current = 0;
    let recoveries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (act: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(act, WAIT_MS * recoveries);
    };
    player.on(Hls.Events.MANIFEST_PARSED, (_, data) => {
      setRenditions(data.levels.map((level, index) => ({ index, height: level.height, bitrate: level.bitrate })));
      void video.play().catch(() => {
        // Browsers refuse sound before a gesture: begin silently, the page offers to turn it on.
        video.muted = true;
        return video.play().catch(() => undefined);
      });
    });
    player.once(Hls.Events.LEVEL_LOADED, (_, { details }) => {
      // hls.js makes its metadata track with the first message, and Chromium empties the new track as it loads: made early, it loses none.
      const [frag] = details.fragments;
      if (live && frag) player.trigger(Hls.Events.FRAG_PARSING_METADATA, { id: "main", frag, details, samples: [] });
    });
    player.on(Hls.Events.LEVEL_SWITCHED, (_, data) => setPlaying(data.level));
    player.on(Hls.Events.FRAG_BUFFERED, () => {
      recoveries = 0;
      renewals.current = 0;
    });
    player.on(Hls.Events.ERROR, (_, data: ErrorData) => {
      if (data.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) stalls.current += 1;
      if (!data.fatal) return;
      recoveries += 1;
      const refused = data.response?.code === 401 || data.response?.code === 403;
      const lost = data.details === Hls.ErrorDetails.MANIFEST_LOAD_ERROR || data.details === Hls.ErrorDetails.MANIFEST_LOAD_TIMEOUT;
      if (recoveries > RECOVERIES) setFailed(data.type === Hls.ErrorTypes.NETWORK_ERROR ? "network" : "media");
      else if (refused && renewal.current && renewals.current < RENEWALS) {
        renewals.current += 1;
        void renewal.current().then(() => setAttempt((n) => n + 1));
      } else if (refused) setFailed("network");
      else if (data.type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
      else later(() => (lost ? player.loadSource(source) : player.startLoad()));
    });
    start(player, video, source);
    return () => {
      clearTimeout(timer);
      hls.current = null;
      player.destroy();
    };
  }, [ref, source, live, attempt]);

  const choose = useCallback((index: number) => {
    setChosen(index);
    if (hls.current) hls.current.nextLevel = index;
  }, []);
  const retry = useCallback(() => {
    setFailed(null);
    renewals.current = 0;
    void Promise.resolve(renewal.current?.()).then(() => setAttempt((n) => n + 1));
  }, []);
  const latency = useCallback(() => (live && hls.current !== null && hls.current.latency > 0 ? hls.current.latency : null), [live]);
  const toLive = useCallback(() => {
    const edge = hls.current?.liveSyncPosition;
    if (ref.current && edge !== null && edge !== undefined) ref.current.currentTime = edge;
    void ref.current?.play().catch(() => undefined);
  }, [ref]);
  const figures = useCallback((): Figures => {
    const player = hls.current;
    return { bandwidth: player?.bandwidthEstimate ?? 0, level: player?.levels[player.currentLevel] ?? null, stalls: stalls.current };
  }, []);
  return { renditions, playing, chosen, choose, failed, retry, latency, toLive, figures };
}
