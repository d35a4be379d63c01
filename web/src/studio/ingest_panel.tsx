import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { StepUp } from "../account/step_up";
import { ingest, obsProfile } from "../api/channels";
import type { ChannelSettings, Ingest } from "../api/contract";
import { Confirm } from "../ui/confirm";
import { CopyButton } from "../ui/copy_button";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { ffmpegLine } from "./ffmpeg_line";
import { useStreamKey } from "./use_stream_key";

/** Everything OBS asks for, in the order in which it asks. */
export function IngestPanel({ channel }: { channel: ChannelSettings }) {
  const words = useWords();
  const values = useQuery({ queryKey: ["mine", "ingest", channel.id], queryFn: () => ingest(channel.id), staleTime: 60_000 });
  return (
    <section className="panel stack desk-side" aria-labelledby="obs" data-testid="ingest">
      <h2 id="obs">{words.obs.title}</h2>
      <ol className="steps">{words.obs.steps.map((step) => <li key={step}>{step}</li>)}</ol>
      {values.isPending && <div className="skeleton ingest-place" />}
      {values.isError && <ProblemPanel error={values.error} retry={values.refetch} />}
      {values.data && <IngestValues channel={channel} values={values.data} reload={() => void values.refetch()} />}
    </section>
  );
}

function IngestValues({ channel, values, reload }: { channel: ChannelSettings; values: Ingest; reload: () => void }) {
  const words = useWords();
  const say = useToast();
  const secret = useStreamKey(channel.id);
  const [server, setServer] = useState(values.server);
  const [rotating, setRotating] = useState(false);
  const shown = secret.key ?? values.stream_key_masked;
  const rotate = async () => {
    setRotating(false);
    if (await secret.rotate() === null) return;
    say(words.obs.rotated);
    reload();
  };
  const keyForCopy = () => (secret.key === null ? secret.reveal() : Promise.resolve(secret.key));
  const line = async () => {
    const key = await keyForCopy();
    return key === null ? null : ffmpegLine(values, server, key);
  };
  return (
    <>
      {values.protocols.length > 1 && (
        <div className="row" role="group" aria-label={words.obs.protocol}>
          {values.protocols.map((one) => <button key={one.name} type="button" className="tab tab-small" aria-pressed={server === one.url} onClick={() => setServer(one.url)} data-testid={`protocol-${one.name}`}>{one.name.toUpperCase()}</button>)}
        </div>
      )}
      <div className="field">
        <span className="legend">{words.obs.server}</span>
        <div className="secret"><code data-testid="ingest-server">{server}</code><CopyButton text={server} testId="copy-server" /></div>
      </div>
      <div className="field">
        <span className="legend">{words.obs.key}</span>
        <div className="secret">
          <code data-testid="stream-key" data-revealed={secret.key !== null}>{shown}</code>
          <span className="row secret-tools">
            <button type="button" className="button button-plain button-small" aria-pressed={secret.key !== null} onClick={secret.key === null ? () => void secret.reveal() : secret.hide} data-testid="reveal-key"><Icon name="eye" size={16} />{secret.key === null ? words.obs.reveal : words.obs.hide}</button>
            <CopyButton text={keyForCopy} label={words.obs.copyKey} testId="copy-key" />
            <button type="button" className="button button-danger button-small" onClick={() => setRotating(true)} data-testid="rotate-key">{words.obs.rotate}</button>
          </span>
        </div>
        <p className="field-hint">{words.obs.keyWarning}</p>
      </div>
      {secret.error !== null && <ProblemPanel error={secret.error} />}
      <Recommended values={values} />
      <div className="field">
        <div className="spread"><span className="legend">{words.obs.ffmpeg}</span><CopyButton text={line} testId="copy-ffmpeg" /></div>
        <pre className="line" tabIndex={0} data-testid="ffmpeg-line">{ffmpegLine(values, server, shown)}</pre>
        <p className="field-hint">{words.obs.ffmpegHint}</p>
      </div>
      <ProfileDownload channel={channel} />
      {secret.stepUp && <StepUp onDone={secret.repeat} onClose={secret.giveUp} />}
      {rotating && <Confirm title={words.obs.rotateTitle} text={words.obs.rotateWarning} action={words.obs.rotateConfirm} onConfirm={rotate} onClose={() => setRotating(false)} testId="rotate-dialog" />}
    </>
  );
}

function Recommended({ values: { recommended: r } }: { values: Ingest }) {
  const { obs } = useWords();
  const rows: [string, string][] = [
    [obs.video, r.video_codec], [obs.resolution, r.resolution], [obs.framerate, `${r.framerate} fps`], [obs.keyframe, obs.seconds(r.keyframe_interval_seconds)],
    [obs.rateControl, r.rate_control], [obs.maxBitrate, `${r.max_video_bitrate_kbps} kbps`], [obs.profile, r.profile], [obs.audio, `${r.audio_codec} ${r.audio_bitrate_kbps} kbps`],
  ];
  return (
    <div className="field">
      <span className="legend">{obs.recommended}</span>
      <dl className="pairs numbers" data-testid="recommended">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </div>
  );
}

function ProfileDownload({ channel }: { channel: ChannelSettings }) {
  const words = useWords();
  const [error, setError] = useState<unknown>(null);
  const download = async () => {
    setError(null);
    try {
      const address = URL.createObjectURL(await obsProfile(channel.id));
      const link = document.createElement("a");
      link.href = address;
      link.download = `madang-${channel.id}-obs.json`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <div className="stack-tight">
      {error !== null && <ProblemPanel error={error} />}
      <div><button type="button" className="button button-plain" onClick={download} data-testid="obs-profile"><Icon name="download" size={18} />{words.obs.download}</button></div>
    </div>
  );
}
