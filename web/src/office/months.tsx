import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { exportLink, makeDraft, type Month, type MonthExport, type Months } from "../api/office";
import { Refusal } from "../money/refusal";
import { useToast } from "../ui/toasts";
import { useFormats, useWords } from "../words";
import { CloseDialog } from "./close_dialog";
import { TablePlace } from "./table_place";

const LOOKS = { open: "", ended: "", due: "badge-busy", closed: "badge-good" } as const;

/** Every month of the books, its archives, and what is to be done with it. */
export function MonthsSection({ books, operator }: { books: Months; operator: boolean }) {
  const { office } = useWords();
  const { months } = office;
  const formats = useFormats();
  const client = useQueryClient();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [closing, setClosing] = useState<Month | null>(null);
  const press = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await deed();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const draft = async (period: string) => {
    await makeDraft(period);
    say(months.drafted);
    await client.invalidateQueries({ queryKey: ["mine", "office", "months"] });
  };
  const fetched = async (one: MonthExport) => window.location.assign((await exportLink(one.period, one.status)).url);
  return (
    <section className="stack" aria-label={office.tabs.months}>
      {error !== null && <Refusal error={error} said={office.refusals} />}
      <TablePlace label={office.tabs.months} testId="months">
        <thead><tr><th scope="col">{office.month}</th><th scope="col">{months.state}</th><th scope="col">{months.unmatched}</th><th scope="col">{months.draft}</th><th scope="col">{months.closing}</th><th scope="col">{months.deeds}</th></tr></thead>
        <tbody>
          {books.items.map((month) => (
            <tr key={month.period} data-testid="month" data-period={month.period} data-state={month.state}>
              <th scope="row">{formats.month(month.period)}</th>
              <td><span className={`badge ${LOOKS[month.state]}`}>{months.states[month.state]}</span></td>
              <td className="numbers">{month.unmatched === null ? <span className="faint">{months.unmatchedNone}</span> : month.unmatched > 0 ? <span className="badge badge-bad">{month.unmatched}</span> : "0"}</td>
              {(["draft", "closed"] as const).map((status) => <td key={status}><Archive made={month.exports.find((one) => one.status === status)} busy={busy} fetched={(one) => void press(() => fetched(one))} /></td>)}
              <td>
                <span className="row office-deeds">
                  <button type="button" className="button button-plain button-small" disabled={busy} onClick={() => void press(() => draft(month.period))} data-testid="make-draft">{months.makeDraft}</button>
                  {operator && month.state === "due" && <button type="button" className="button button-danger button-small" onClick={() => setClosing(month)} data-testid="close-month">{months.close}</button>}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </TablePlace>
      {!operator && <p className="small faint">{months.onlyOperators}</p>}
      {closing && <CloseDialog period={closing.period} onClose={() => setClosing(null)} />}
    </section>
  );
}

function Archive({ made, busy, fetched }: { made: MonthExport | undefined; busy: boolean; fetched: (one: MonthExport) => void }) {
  const { office: { months } } = useWords();
  const formats = useFormats();
  if (made === undefined) return <span className="faint">–</span>;
  if (made.state === "asked") return <span className="soft" role="status">{months.drafting}</span>;
  if (made.state === "failed") return <span className="badge badge-bad" title={made.problem ?? undefined}>{months.failed}</span>;
  return (
    <span className="row office-deeds">
      <button type="button" className="button button-plain button-small" disabled={busy} onClick={() => fetched(made)} data-testid={`download-${made.status}`}>{months.download}</button>
      {made.made_at !== null && <span className="small faint">{months.made(formats.dateTime(made.made_at))}</span>}
    </span>
  );
}
