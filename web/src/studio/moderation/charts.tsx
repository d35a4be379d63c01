import { useState, type PointerEvent } from "react";
import type { Minute } from "../../api/moderation";
import { useFormats, useWords } from "../../words";
import { ceiling } from "./minutes";

const WIDTH = 600;
const HEIGHT = 120;

function usePointed(count: number) {
  const [at, setAt] = useState<number | null>(null);
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - box.left) / box.width) * count))));
  };
  return { at, on: { onPointerMove: move, onPointerLeave: () => setAt(null) } };
}

/** Messages a minute, oldest left; pointing reads one. */
export function MinuteBars({ minutes }: { minutes: Minute[] }) {
  const { figures } = useWords().moderation;
  const formats = useFormats();
  const { at, on } = usePointed(minutes.length);
  const top = ceiling(Math.max(...minutes.map((one) => one.messages)));
  const step = WIDTH / minutes.length;
  const shown = at === null ? undefined : minutes[at];
  const sum = minutes.reduce((all, one) => all + one.messages, 0);
  return (
    <figure className="panel chart" data-testid="minute-bars" data-sum={sum}>
      <figcaption className="spread"><h3>{figures.perMinute}</h3><span className="small soft numbers">{shown ? figures.at(formats.time(shown.at), formats.count(shown.messages)) : formats.count(top)}</span></figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${figures.perMinute}: ${formats.count(sum)}`} {...on}>
        <path d={`M0 ${HEIGHT / 2}H${WIDTH}`} className="chart-grid" vectorEffect="non-scaling-stroke" />
        {minutes.map((one, n) => {
          const height = (one.messages / top) * HEIGHT;
          return <rect key={one.at} x={n * step + step * 0.12} y={HEIGHT - height} width={step * 0.76} height={height} className={n === at ? "chart-bar chart-bar-now" : "chart-bar"} data-messages={one.messages} />;
        })}
      </svg>
      <Ends minutes={minutes} />
    </figure>
  );
}

/** The mood of the minutes in which somebody spoke, -1 below to 1 above. */
export function MoodCurve({ minutes }: { minutes: Minute[] }) {
  const { figures } = useWords().moderation;
  const formats = useFormats();
  const { at, on } = usePointed(minutes.length);
  const step = WIDTH / minutes.length;
  const points = minutes.flatMap((one, n) => (one.messages === 0 ? [] : [{ x: (n + 0.5) * step, y: ((1 - one.sentiment) / 2) * HEIGHT }]));
  const path = points.map(({ x, y }, n) => `${n === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const shown = at === null ? undefined : minutes[at];
  const spoken = shown !== undefined && shown.messages > 0;
  return (
    <figure className="panel chart" data-testid="mood-curve">
      <figcaption className="spread"><h3>{figures.moodCurve}</h3><span className="small soft numbers">{spoken ? `${formats.time(shown.at)} · ${formats.decimal(shown.sentiment)}` : ""}</span></figcaption>
      <div className="chart-moods">
        <svg viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`} preserveAspectRatio="none" role="img" aria-label={figures.moodCurve} {...on}>
          <path d={`M0 ${HEIGHT / 2}H${WIDTH}`} className="chart-grid" vectorEffect="non-scaling-stroke" />
          <path d={path} className="chart-line" vectorEffect="non-scaling-stroke" />
          <path d={points.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0.01`).join("")} className="chart-dots" vectorEffect="non-scaling-stroke" />
        </svg>
        <span className="small faint">{figures.moodWords.good}</span><span className="small faint">{figures.moodWords.bad}</span>
      </div>
      <Ends minutes={minutes} />
    </figure>
  );
}

function Ends({ minutes }: { minutes: Minute[] }) {
  const formats = useFormats();
  return <p className="spread small faint numbers" aria-hidden="true"><span>{formats.time(minutes[0]?.at ?? "")}</span><span>{formats.time(minutes.at(-1)?.at ?? "")}</span></p>;
}
