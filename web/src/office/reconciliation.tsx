import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { reconcileDays, reconcileFile, reconciliations, type Reconciliation } from "../api/office";
import { useForm } from "../account/use_form";
import { Refusal } from "../money/refusal";
import { Choices, Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { ReconciliationCard } from "./reconciliation_card";

const LARGEST = 5_000_000; // bytes of a file, as the API takes them

/** The processor's records beside the books: of some days, or of a file; then what did not match. */
export function ReconciliationSection({ period }: { period: string }) {
  const { office } = useWords();
  const { reconciliation } = office;
  const client = useQueryClient();
  const [made, setMade] = useState<Reconciliation | null>(null);
  const queryKey = ["mine", "office", "reconciliations", period];
  const past = useQuery({ queryKey, queryFn: () => reconciliations(period) });
  const done = async (result: Reconciliation) => {
    setMade(result);
    await client.invalidateQueries({ queryKey: ["mine", "office"] });
  };
  const others = past.data?.filter((one) => one.id !== made?.id) ?? [];
  return (
    <div className="stack">
      <Run key={period} period={period} done={done} />
      {made && <div role="status"><ReconciliationCard one={made} /></div>}
      <section className="stack-tight" aria-labelledby="past-reconciliations">
        <h2 id="past-reconciliations">{reconciliation.past}</h2>
        {past.isPending && <div className="skeleton money-line" />}
        {past.isError && !past.data && <ProblemPanel error={past.error} retry={past.refetch} />}
        {past.data && others.length === 0 && <p className="soft">{office.none}</p>}
        <ul className="stack-tight">{others.map((one) => <li key={one.id}><ReconciliationCard one={one} /></li>)}</ul>
      </section>
    </div>
  );
}

/** The first day of a month, and its last one or today. */
function daysOf(period: string): [string, string] {
  const [year = 0, month = 1] = period.split("-").map(Number);
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  const today = new Date().toISOString().slice(0, 10);
  return [`${period}-01`, last < today ? last : today];
}

function Run({ period, done }: { period: string; done: (result: Reconciliation) => Promise<unknown> }) {
  const { office } = useWords();
  const { reconciliation } = office;
  const [way, setWay] = useState<"processor" | "file">("processor");
  const [[first, last], setDays] = useState(() => daysOf(period));
  const [file, setFile] = useState<File | null>(null);
  const form = useForm(async () => done(way === "processor" ? await reconcileDays(first, last) : await reconcileFile(await (file as File).text())), () => ({
    "/last": way === "file" || (first !== "" && first <= last) ? null : reconciliation.daysBad,
    "/csv": way === "processor" || (file !== null && file.size <= LARGEST) ? null : reconciliation.fileBad,
  }));
  return (
    <form className="panel stack" noValidate onSubmit={form.submit} data-testid="reconcile-form">
      <Choices legend={reconciliation.how} name="reconcile-way" value={way} onChange={setWay} options={(["processor", "file"] as const).map((value) => ({ value, label: reconciliation.ways[value], hint: reconciliation.wayHints[value] }))} />
      {way === "processor" && (
        <div className="office-two">
          <Field label={reconciliation.first} type="date" value={first} onChange={(event) => setDays([event.target.value, last])} testId="reconcile-first" />
          <Field label={reconciliation.last} type="date" value={last} onChange={(event) => setDays([first, event.target.value])} error={form.beside("/last")} testId="reconcile-last" />
        </div>
      )}
      {way === "file" && <Field label={reconciliation.file} hint={reconciliation.fileHint} type="file" accept=".csv,text/csv" onChange={(event) => setFile(event.target.files?.[0] ?? null)} error={form.beside("/csv")} testId="reconcile-file" />}
      {form.error !== null && <Refusal error={form.error} said={office.refusals} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="reconcile-run">{form.busy ? reconciliation.running : reconciliation.run}</button></div>
    </form>
  );
}
