import { useQuery } from "@tanstack/react-query";
import { deeds } from "../api/office";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { TablePlace } from "./table_place";
import { Who } from "./who";

const REFUSED = 400; // statuses from here on

/** Who changed what, and what was refused; the newest first. */
export function DeedsSection({ period }: { period: string }) {
  const { words: { office }, formats } = useSpeech();
  const said = office.deeds;
  const found = useQuery({ queryKey: ["mine", "office", "deeds", period], queryFn: () => deeds(period), staleTime: 0 });
  if (found.isPending) return <div className="skeleton money-place" />;
  if (!found.data) return <ProblemPanel error={found.error} retry={found.refetch} />;
  if (found.data.length === 0) return <div className="empty"><p>{said.none}</p></div>;
  return (
    <TablePlace label={office.tabs.deeds} testId="deeds">
      <thead><tr>{[said.at, said.who, said.what, said.about, said.why, said.result].map((name) => <th scope="col" key={name}>{name}</th>)}</tr></thead>
      <tbody>
        {found.data.map((one) => (
          <tr key={`${one.at}-${one.what}-${one.about}`} data-testid="deed" data-status={one.status}>
            <th scope="row">{formats.dateTime(one.at)}</th><td><Who id={one.actor} /></td><td>{said.names[one.what] ?? one.what}</td><td><code className="small">{one.about}</code></td><td className="office-why">{one.reason}</td>
            <td><span className={`badge ${one.status < REFUSED ? "badge-good" : "badge-bad"}`}>{one.status < REFUSED ? said.done : said.refused(one.status)}</span></td>
          </tr>
        ))}
      </tbody>
    </TablePlace>
  );
}
