import { useQuery } from "@tanstack/react-query";
import { partners, type Target } from "../../api/lists_office";
import { ProblemPanel } from "../../ui/problem_panel";
import { useSpeech } from "../../words";
import { TablePlace } from "../table_place";

function useShare() {
  const { locale } = useSpeech();
  return (value: number | null) => (value === null ? "–" : value.toLocaleString(locale, { style: "percent", maximumFractionDigits: 1 }));
}

/** The business plan's targets, with what lists of one's own reach beside those that are everybody's. */
export function Targets({ told }: { told: readonly Target[] }) {
  const { words: { lists: { targets: said } }, locale } = useSpeech();
  const share = useShare();
  const number = (value: number | null) => (value === null ? "–" : value.toLocaleString(locale, { maximumFractionDigits: 2 }));
  return (
    <TablePlace label={said.title} testId="list-targets">
      <thead><tr><th scope="col">{said.title}</th>{[said.target, said.everybodys, said.own, said.upBy].map((name) => <th key={name} scope="col" className="money-cell">{name}</th>)}<th scope="col">{said.state}</th></tr></thead>
      <tbody>{told.map((one) => (
        <tr key={one.name} data-testid="list-target" data-reached={String(one.reached)}>
          <th scope="row">{said.names[one.name] ?? one.name}</th>
          {[`+${share(one.target)}`, number(one.baseline), number(one.actual), share(one.up_by)].map((text, place) => <td key={place} className="money-cell numbers">{text}</td>)}
          <td>{one.reached === null ? said.unknown : one.reached ? said.reached : said.missed}</td>
        </tr>
      ))}</tbody>
    </TablePlace>
  );
}

/** What services get of lists: visits, people, and who then said that they have the service. */
export function Partners({ first, last }: { first: string; last: string }) {
  const { words: { lists: { partners: said } }, locale } = useSpeech();
  const share = useShare();
  const found = useQuery({ queryKey: ["mine", "office", "partners", first, last], queryFn: () => partners(first, last) });
  return (
    <section className="panel stack-tight" aria-labelledby="partners" data-testid="partners">
      <h2 id="partners">{said.title}</h2>
      <p className="small soft">{said.hint}</p>
      {found.isPending && <div className="skeleton money-place" />}
      {found.isError && !found.data && <ProblemPanel error={found.error} retry={found.refetch} />}
      {found.data?.providers.length === 0 && <p className="soft">{said.none}</p>}
      {found.data && found.data.providers.length > 0 && (
        <TablePlace label={said.title} testId="partners-table">
          <thead><tr><th scope="col">{said.provider}</th>{[said.visits, said.visitors, said.converted, said.conversion].map((name) => <th key={name} scope="col" className="money-cell">{name}</th>)}</tr></thead>
          <tbody>{found.data.providers.map((one) => (
            <tr key={one.provider} data-testid="partner"><th scope="row">{one.provider}</th>{[...[one.visits, one.visitors, one.converted].map((count) => count.toLocaleString(locale)), share(one.conversion)].map((text, place) => <td key={place} className="money-cell numbers">{text}</td>)}</tr>
          ))}</tbody>
        </TablePlace>
      )}
    </section>
  );
}
