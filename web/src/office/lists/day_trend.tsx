import type { Figures } from "../../api/lists_office";
import { Spark } from "../../studio/spark";
import { useSpeech } from "../../words";

/** Whether people look for less long, day by day: a day on which nothing was played has no figure, and no point. */
export function DayTrend({ days }: { days: Figures["days"] }) {
  const { words: { lists }, formats, locale } = useSpeech();
  const number = (value: number) => value.toLocaleString(locale, { maximumFractionDigits: 1 });
  const of = (name: "seconds_to_first_play" | "browsed_before_play") => days.flatMap((one) => (one[name] === null ? [] : [{ day: one.day, value: one[name] }]));
  const [seconds, browsed] = [of("seconds_to_first_play"), of("browsed_before_play")];
  if (seconds.length < 2) return null;
  const line = (points: { day: string; value: number }[]) => ({ values: points.map((one) => one.value), times: points.map((one) => one.day), moment: formats.day });
  return (
    <>
      <h3>{lists.trend}</h3>
      <div className="sparks" data-testid="day-trend">
        <Spark {...line(seconds)} name={lists.columns.seconds} write={(value) => lists.seconds(number(value))} testId="trend-seconds" />
        <Spark {...line(browsed)} name={lists.columns.browsed} write={number} testId="trend-browsed" />
      </div>
    </>
  );
}
