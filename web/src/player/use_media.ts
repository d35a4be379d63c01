import { useEffect, useMemo, useState, type RefObject } from "react";

export interface Media { paused: boolean; waiting: boolean; ended: boolean; muted: boolean; volume: number; time: number; duration: number; buffered: number; rate: number; started: boolean }

/** What can be done to the video; each does nothing while there is none. */
export interface MediaControl {
  toggle: () => void;
  seek: (seconds: number) => void;
  mute: (muted: boolean) => void;
  volume: (volume: number) => void;
  rate: (rate: number) => void;
  pictureInPicture: () => void;
  picture: () => { width: number; height: number; dropped: number; shown: number } | null;
}

const EVENTS = ["play", "playing", "pause", "waiting", "seeking", "seeked", "canplay", "ended", "volumechange", "timeupdate", "durationchange", "progress", "ratechange"] as const;
const NOTHING: Media = { paused: true, waiting: true, ended: false, muted: false, volume: 1, time: 0, duration: 0, buffered: 0, rate: 1, started: false };

function bufferedEnd(video: HTMLVideoElement): number {
  for (let n = 0; n < video.buffered.length; n += 1) {
    if (video.buffered.start(n) <= video.currentTime + 0.5 && video.currentTime <= video.buffered.end(n)) return video.buffered.end(n);
  }
  return video.currentTime;
}

/** What the video element says about itself, as state. */
export function useMedia(ref: RefObject<HTMLVideoElement | null>): Media {
  const [media, setMedia] = useState<Media>(NOTHING);
  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    const read = () => setMedia((before) => ({
      paused: video.paused,
      waiting: !video.paused && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
      ended: video.ended,
      muted: video.muted,
      volume: video.volume,
      time: video.currentTime,
      duration: Number.isFinite(video.duration) ? video.duration : 0,
      buffered: bufferedEnd(video),
      rate: video.playbackRate,
      started: before.started || (!video.paused && video.currentTime > 0),
    }));
    EVENTS.forEach((event) => video.addEventListener(event, read));
    return () => EVENTS.forEach((event) => video.removeEventListener(event, read));
  }, [ref]);
  return media;
}

async function pictureInPicture(video: HTMLVideoElement): Promise<void> {
  if (document.pictureInPictureElement !== null) await document.exitPictureInPicture();
  else await video.requestPictureInPicture().catch(() => undefined); // refused before the first picture
}

export function useMediaControl(ref: RefObject<HTMLVideoElement | null>): MediaControl {
  return useMemo(() => {
    const on = (act: (video: HTMLVideoElement) => void) => {
      if (ref.current) act(ref.current);
    };
    return {
      toggle: () => on((video) => {
        if (video.paused) void video.play().catch(() => undefined);
        else video.pause();
      }),
      seek: (seconds) => on((video) => {
        video.currentTime = seconds;
      }),
      mute: (muted) => on((video) => {
        video.muted = muted;
        if (!muted && video.volume === 0) video.volume = 0.5;
      }),
      volume: (volume) => on((video) => {
        video.volume = volume;
        video.muted = volume === 0;
      }),
      rate: (rate) => on((video) => {
        video.playbackRate = rate;
      }),
      pictureInPicture: () => on((video) => void pictureInPicture(video)),
      picture: () => {
        const quality = ref.current?.getVideoPlaybackQuality();
        return ref.current && quality ? { width: ref.current.videoWidth, height: ref.current.videoHeight, dropped: quality.droppedVideoFrames, shown: quality.totalVideoFrames } : null;
      },
    };
  }, [ref]);
}
