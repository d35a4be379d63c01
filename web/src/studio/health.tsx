import { useQuery } from "@tanstack/react-query";
import type { HealthSample, LiveItem } from "../api/contract";
import { health } from "../api/live";
import { ProblemPanel } from "../ui/problem_panel";
import { useFormats, useWords } from "../words";
import { Spark } from "./spark";

const POLL_MS = 10_000;
const MOST_POINTS = 360;
const LEAST_STEP = 5;
const MOST_STEP = 3600;

/** Seconds a point, so that a broadcast of any length is a line of a few hundred. */
export function stepOf(elapsedSeconds: number): number {
  return Math.min(MOST_STEP, Math.max(LEAST_STEP, Math.ceil(elapsedSeconds / MOST_POINTS)));
}

/** How the signal arrives: the latest figures and their recent past. */
export function Health({ item }: { item: LiveItem | null }) {
  const words = useWords();
  const sessionId = item?.session_id ?? null;
  const elapsed = () => (Date.now() - Date.parse(item?.started_at ?? "")) / 1000;
  const { data, error, isError, isLoading, refetch } = useQuery({ queryKey: ["mine", "health", sessionId], queryFn: () => health(sessionId ?? "", stepOf(elapsed())), enabled: sessionId !== null, refetchInterval: POLL_MS });
  const samples = sessionId === null ? [] : data?.samples ?? [];
  return (
    <section className="panel stack" aria-labelledby="health" data-testid="health" data-starved={data?.starved}>
      <div className="spread">
        <h2 id="health">{words.broadcast.health}</h2>
        {samples.length > 0 && !data?.starved && <span className="badge badge-good">{words.broadcast.healthy}</span>}
      </div>
      {isError && <ProblemPanel error={error} retry={refetch} />}
      {sessionId !== null && data?.starved && <div className="problem" role="alert" data-testid="starved"><strong>{words.broadcast.starved}</strong><p>{words.broadcast.starvedHint}</p></div>}
      {isLoading ? <div className="skeleton sparks-place" /> : samples.length === 0 ? <p className="soft">{sessionId === null ? words.broadcast.noHealth : words.broadcast.healthSoon}</p> : <Charts samples={samples} />}
    </section>
  );
}

function Charts({ samples }: { samples: HealthSample[] }) {
  const words = useWords();
  const formats = useFormats();
  const times = samples.map((sample) => sample.at);
  const whole = (value: number) => String(Math.round(value));
  return (
    <div className="sparks">
      <Spark name={words.broadcast.videoBitrate} values={samples.map((one) => one.video_bitrate_bps ?? 0)} times={times} write={formats.bitrate} testId="health-video-bitrate" />
      <Spark name={words.broadcast.framerate} values={samples.map((one) => one.framerate ?? 0)} times={times} write={(value) => `${whole(value)} fps`} testId="health-framerate" />
      <Spark name={words.broadcast.keyframe} values={samples.map((one) => one.keyframe_interval_seconds ?? 0)} times={times} write={(value) => `${formats.decimal(value)} s`} testId="health-keyframe" />
      <Spark name={words.broadcast.audioBitrate} values={samples.map((one) => one.audio_bitrate_bps ?? 0)} times={times} write={formats.bitrate} testId="health-audio-bitrate" />
    </div>
  );
}
