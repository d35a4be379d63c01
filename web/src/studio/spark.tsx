import { useState, type PointerEvent } from "react";
import { useFormats } from "../words";
import "./spark.css";

const WIDTH = 240;
const HEIGHT = 56;

/** The points of a line over a zero base, oldest left; a little air above the highest value. */
export function points(values: number[], width: number, height: number): [number, number][] {
  const top = Math.max(...values, 0) * 1.15 || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, n) => [n * step, height - (value / top) * height]);
}

interface SparkProps { name: string; values: number[]; times: string[]; write: (value: number) => string; moment?: (time: string) => string; testId: string }

/** One figure now and a small line of its past; pointing at the line reads a moment. */
export function Spark({ name, values, times, write, moment, testId }: SparkProps) {
  const formats = useFormats();
  const [at, setAt] = useState<number | null>(null);
  const line = points(values, WIDTH, HEIGHT);
  const index = at ?? values.length - 1;
  const path = line.map(([x, y], n) => `${n === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const [x = 0, y = 0] = line[index] ?? [];
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(Math.max(0, Math.min(values.length - 1, Math.round(((event.clientX - box.left) / box.width) * (values.length - 1)))));
  };
  return (
    <figure className="spark" data-testid={testId}>
      <figcaption><span className="small soft">{name}</span><strong className="numbers">{write(values[index] ?? 0)}</strong></figcaption>
      <svg viewBox={`0 -3 ${WIDTH} ${HEIGHT + 6}`} preserveAspectRatio="none" role="img" aria-label={`${name}: ${write(values.at(-1) ?? 0)}`} onPointerMove={point} onPointerLeave={() => setAt(null)}>
        <path d={`${path}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} className="spark-area" />
        <path d={path} className="spark-line" vectorEffect="non-scaling-stroke" />
        {at !== null && <path d={`M${x} 0V${HEIGHT}M${x} ${y}h0.01`} className="spark-cursor" vectorEffect="non-scaling-stroke" />}
      </svg>
      <span className="small faint numbers spark-time">{at === null ? "" : (moment ?? formats.dateTime)(times[at] ?? "")}</span>
    </figure>
  );
}
