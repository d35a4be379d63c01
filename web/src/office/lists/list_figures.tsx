import { useQuery } from "@tanstack/react-query";
import { listFigures, type ListFigures } from "../../api/lists_office";
import { ProblemPanel } from "../../ui/problem_panel";
import { useSpeech } from "../../words";
import { TablePlace } from "../table_place";
import { DayTrend } from "./day_trend";
import { Partners, Targets } from "./partners";

const DAYS = 6; // before today
const TREND_DAYS = 27;
const DAY_MS = 86_400_000;

const day = (before: number): string => new Date(Date.now() - before * DAY_MS).toISOString().slice(0, 10);

/** How long people look before they play something, and how content they are, by what the list stood on. */
export function ListFiguresPanel() {
  const { words: { lists }, locale } = useSpeech();
  const found = useQuery({ queryKey: ["mine", "office", "list-figures"], queryFn: () => listFigures(day(DAYS), day(0)) });
  const month = useQuery({ queryKey: ["mine", "office", "list-trend"], queryFn: () => listFigures(day(TREND_DAYS), day(0)) });
  const share = (value: number | null) => (value === null ? "–" : value.toLocaleString(locale, { style: "percent", maximumFractionDigits: 1 }));
  const number = (value: number | null) => (value === null ? "–" : value.toLocaleString(locale, { maximumFractionDigits: 1 }));
  const cells = (one: ListFigures) => [
    one.lists.toLocaleString(locale), share(one.play_share), one.seconds_to_first_play === null ? "–" : lists.seconds(number(one.seconds_to_first_play)),
    number(one.browsed_before_play), number(one.stars_after), share(one.provider_click_share), share(one.fallback_share),
  ];
  const { basis, ...columns } = lists.columns;
  return (
    <>
      <section className="panel stack-tight" aria-labelledby="list-figures" data-testid="list-figures">
        <h2 id="list-figures">{lists.figures}</h2>
        {found.isPending && <div className="skeleton money-place" />}
        {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
        {found.data?.bases.length === 0 && <p className="soft">{lists.noFigures}</p>}
        {found.data && found.data.bases.length > 0 && (
          <TablePlace label={lists.figures} testId="list-figures-table">
            <thead><tr><th scope="col">{basis}</th>{[columns.lists, columns.plays, columns.seconds, columns.browsed, columns.stars, columns.provider, columns.fallback].map((name) => <th key={name} scope="col" className="money-cell">{name}</th>)}</tr></thead>
            <tbody>{found.data.bases.map((one) => (
              <tr key={`${one.kind}${one.basis}`}><th scope="row">{lists.kinds[one.kind]} · {lists.bases[one.basis] ?? one.basis}</th>{cells(one).map((text, place) => <td key={place} className="money-cell numbers">{text}</td>)}</tr>
            ))}</tbody>
          </TablePlace>
        )}
        {month.data && <><DayTrend days={month.data.days} /><Targets told={month.data.progress} /></>}
      </section>
      <Partners first={day(TREND_DAYS)} last={day(0)} />
    </>
  );
}
