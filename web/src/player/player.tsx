import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useWords } from "../words";
import { Controls } from "./controls";
import { toggleFullscreen } from "./fullscreen";
import { ShortcutHelp } from "./shortcut_help";
import { Stats } from "./stats";
import { useTimedEvent } from "./timed_events";
import { useHls, type Failure } from "./use_hls";
import { useIdle } from "./use_idle";
import { useMedia, useMediaControl, type MediaControl } from "./use_media";
import { useShortcuts } from "./use_shortcuts";
import "./player.css";

export interface PlayerProps {
  source: string;
  live: boolean;
  label: string;
  spriteUrl?: string | null;
  /** Seconds to begin at; only read once. */
  startAt?: number | null;
  onPosition?: (seconds: number, duration: number) => void;
  onEnded?: () => void;
  onFailed?: (failure: Failure) => void;
  renew?: () => Promise<unknown>;
  /** Stands over the picture, for the viewer count and the like. */
  corner?: ReactNode;
  poster?: string | null;
  /** Lies over the picture and under the controls. */
  overlay?: ReactNode;
  /** More buttons of the control row. */
  tools?: ReactNode;
  /** Stands in the picture's place when there is only sound. */
  cover?: ReactNode;
}

/** The player: hls.js underneath, our own chrome above, every control also on the keyboard. */
export default function Player(props: PlayerProps) {
  const { source, live, label, startAt, onPosition, onEnded, onFailed } = props;
  const words = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const helpId = useId();
  const stream = useHls(video, source, live, props.renew);
  const media = useMedia(video);
  const control = useMediaControl(video);
  const event = useTimedEvent(video, source);
  const [stats, setStats] = useState(false);
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState(false);
  const idle = useIdle(frame, !media.paused && !menu && !help);
  const began = useRef(false);

  useShortcuts(frame, video, { live, toggle: control.toggle, help: () => setHelp((shown) => !shown) });

  useEffect(() => {
    if (began.current || !startAt || media.duration === 0) return;
    began.current = true;
    control.seek(startAt);
  }, [startAt, media.duration, control]);
  useEffect(() => {
    if (media.started && !live) onPosition?.(media.time, media.duration);
  }, [onPosition, live, media.started, media.time, media.duration]);
  useEffect(() => {
    if (media.ended) onEnded?.();
  }, [onEnded, media.ended]);
  useEffect(() => {
    if (stream.failed) onFailed?.(stream.failed);
  }, [onFailed, stream.failed]);

  return (
    <div ref={frame} className={`player${idle ? " player-idle" : ""}${props.cover ? " player-sound" : ""}`} role="region" aria-label={`${words.player.region}: ${label}`}
      tabIndex={0} aria-describedby={helpId} data-testid="player" data-state={media.ended ? "ended" : media.paused ? "paused" : media.waiting ? "waiting" : "playing"}>
      <span id={helpId} className="hidden-visually">{words.player.help}: ?</span>
      <video ref={video} playsInline autoPlay className="player-video" onClick={control.toggle} onDoubleClick={() => void toggleFullscreen(frame.current)} tabIndex={-1} data-testid="video" {...(props.poster ? { poster: props.poster } : {})} />
      {props.cover && <div className="player-cover">{props.cover}</div>}
      {props.overlay}
      {props.corner && <div className="player-corner">{props.corner}</div>}
      {media.waiting && stream.failed === null && <div className="player-wait" role="status"><span className="spinner" /><span className="hidden-visually">{words.player.buffering}</span></div>}
      <div className="player-event-place" aria-live="polite" data-testid="timed-event">
        {event && <p className="player-event" key={event.id}><span className="hidden-visually">{words.player.event}: </span>{event.text}</p>}
      </div>
      {media.muted && media.started && <SoundOffer control={control} />}
      {stats && <Stats stream={stream} control={control} media={media} live={live} />}
      {stream.failed && <Broken failure={stream.failed} retry={stream.retry} />}
      <Controls stream={stream} media={media} control={control} live={live} spriteUrl={props.spriteUrl ?? null} tools={props.tools}
        menu={menu} setMenu={setMenu} stats={stats} setStats={setStats} openHelp={() => setHelp(true)} fullscreen={() => void toggleFullscreen(frame.current)} />
      {help && <ShortcutHelp live={live} close={() => { setHelp(false); frame.current?.focus(); }} />}
    </div>
  );
}

function SoundOffer({ control }: { control: MediaControl }) {
  const words = useWords();
  return <button type="button" className="player-sound-offer" onClick={() => control.mute(false)} data-testid="sound-on">{words.player.tapUnmute}</button>;
}

function Broken({ failure, retry }: { failure: Failure; retry: () => void }) {
  const words = useWords();
  return (
    <div className="player-broken" role="alert" data-testid="player-failed" data-failure={failure}>
      <strong>{words.player.failed}</strong>
      <p>{failure === "unsupported" ? words.player.unsupported : words.player.failedHint}</p>
      {failure !== "unsupported" && <button type="button" className="button button-main button-small" onClick={retry}>{words.common.retry}</button>}
    </div>
  );
}
