import { useEffect, useState, type ReactNode } from "react";
import { Icon, type IconName } from "../ui/icons";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { SeekBar } from "./seek_bar";
import { SettingsMenu } from "./settings_menu";
import type { Stream } from "./use_hls";
import type { Media, MediaControl } from "./use_media";

interface ControlsProps {
  stream: Stream;
  media: Media;
  control: MediaControl;
  live: boolean;
  spriteUrl: string | null;
  menu: boolean;
  setMenu: (open: boolean) => void;
  stats: boolean;
  setStats: (shown: boolean) => void;
  openHelp: () => void;
  fullscreen: () => void;
  tools?: ReactNode;
}

export function Controls(props: ControlsProps) {
  const { stream, media, control, live } = props;
  const words = useWords().player;
  const full = useFullscreen();
  return (
    <div className="player-controls">
      {!live && <SeekBar media={media} spriteUrl={props.spriteUrl} seek={control.seek} />}
      <div className="player-row">
        <Control icon={media.paused ? "play" : "pause"} label={media.paused ? words.play : words.pause} onClick={control.toggle} testId="play" />
        <Volume media={media} control={control} />
        {live ? <LiveButton stream={stream} paused={media.paused} /> : <span className="player-time numbers" data-testid="time">{clock(media.time)} <span aria-hidden="true">/</span> {clock(media.duration)}</span>}
        <span className="player-space" />
        {props.tools}
        <SettingsMenu stream={stream} media={media} control={control} live={live} open={props.menu} setOpen={props.setMenu} stats={props.stats} setStats={props.setStats} />
        <Control icon="help" label={words.help} onClick={props.openHelp} testId="help" className="player-wide" />
        {document.pictureInPictureEnabled && <Control icon="pip" label={words.pip} onClick={control.pictureInPicture} testId="pip" className="player-wide" />}
        <Control icon={full ? "unfull" : "full"} label={full ? words.exitFullscreen : words.fullscreen} onClick={props.fullscreen} testId="fullscreen" />
      </div>
    </div>
  );
}

export function Control({ icon, label, onClick, testId, className = "" }: { icon: IconName; label: string; onClick: () => void; testId: string; className?: string }) {
  return <button type="button" className={`player-button ${className}`} aria-label={label} title={label} onClick={onClick} data-testid={testId}><Icon name={icon} size={22} /></button>;
}

function useFullscreen(): boolean {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const read = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", read);
    return () => document.removeEventListener("fullscreenchange", read);
  }, []);
  return full;
}

function Volume({ media, control }: { media: Media; control: MediaControl }) {
  const words = useWords().player;
  const silent = media.muted || media.volume === 0;
  return (
    <span className="player-volume">
      <Control icon={silent ? "muted" : "volume"} label={silent ? words.unmute : words.mute} onClick={() => control.mute(!silent)} testId="mute" />
      <input type="range" min={0} max={1} step={0.05} value={media.muted ? 0 : media.volume} onChange={(event) => control.volume(Number(event.target.value))} aria-label={words.volume} className="player-wide" data-testid="volume" />
    </span>
  );
}

const EDGE_SECONDS = 6;

/** LIVE with the distance to the edge; pressing it goes there. */
function LiveButton({ stream, paused }: { stream: Stream; paused: boolean }) {
  const words = useWords();
  const formats = useFormats();
  const latency = useLatency(stream);
  const behind = paused || (latency !== null && latency > EDGE_SECONDS);
  const distance = latency === null ? "" : words.player.behind(formats.decimal(latency));
  return (
    <button type="button" className={`player-live${behind ? " player-live-behind" : ""}`} onClick={stream.toLive} title={words.player.jumpToLive} data-testid="jump-to-live" data-latency={latency ?? undefined}>
      <span className="badge badge-live">{words.home.live}</span>
      <span className="numbers player-latency" data-testid="latency">{behind ? words.player.jumpToLive : distance}</span>
      {!behind && <span className="hidden-visually">, {words.player.jumpToLive}</span>}
    </button>
  );
}

function useLatency({ latency }: Stream): number | null {
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(latency()), 500);
    return () => clearInterval(timer);
  }, [latency]);
  return seconds;
}
