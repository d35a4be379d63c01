import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { months, type Months } from "../api/office";
import { Lost } from "../app/lost";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { useMe, useSignInFirst, worksInOffice } from "../app/session";
import { Mark } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useOpenTab } from "../ui/use_open_tab";
import { useFormats, useWords } from "../words";
import { AdjustmentsSection } from "./adjustments";
import { monthOf } from "./books";
import { DeedsSection } from "./deeds";
import { ExceptionsSection } from "./exceptions";
import { FiguresSection } from "./figures";
import { FraudSection } from "./fraud";
import { JournalSection } from "./journal";
import { ListsSection } from "./lists/lists";
import { MonthsSection } from "./months";
import { ReconciliationSection } from "./reconciliation";
import { RefundsSection } from "./refunds";
import { TrialBalanceSection } from "./trial_balance";
import "../home/home.css";
import "../money/money.css";
import "../studio/studio.css";
import "./office.css";

const SECTIONS = ["months", "balance", "journal", "exceptions", "reconciliation", "adjustments", "refunds", "fraud", "figures", "lists", "deeds"] as const;
const OF_A_MONTH = new Set<string>(["balance", "journal", "exceptions", "reconciliation", "deeds"]);
const MAKING_MS = 1500;
const LOOK_MS = 30_000;

/** The back office: the books for finance and operators. What a role may not do is not offered, and the API refuses it. */
export default function Office({ section }: { section: string }) {
  const { office } = useWords();
  usePageTitle(office.title);
  const stranger = useSignInFirst();
  const me = useMe();
  if (stranger || me.isPending) return <PageSkeleton />;
  if (!me.data) return <div className="page"><ProblemPanel error={me.error} retry={me.refetch} /></div>;
  if (!worksInOffice(me.data.value.groups)) return <div className="page page-text" data-testid="not-for-you"><div className="empty"><Mark size={64} /><h1>{office.notYours}</h1><p>{office.notYoursHint}</p></div></div>;
  return <Books section={section} groups={me.data.value.groups} />;
}

function Books({ section, groups }: { section: string; groups: readonly string[] }) {
  const { office } = useWords();
  const formats = useFormats();
  const [params, setParams] = useSearchParams();
  const books = useQuery({
    queryKey: ["mine", "office", "months"],
    queryFn: months,
    refetchInterval: (query) => (query.state.data?.items.some((month) => month.exports.some((one) => one.state === "asked")) ? MAKING_MS : LOOK_MS),
  });
  const tabs = useOpenTab(section);
  const known = SECTIONS.find((one) => one === section);
  if (!known) return <Lost />;
  const period = monthOf(params.get("month"), books.data?.items.map((one) => one.period) ?? []);
  const to = (one: string) => `/office${one === "months" ? "" : `/${one}`}${params.has("month") ? `?month=${period}` : ""}`;
  return (
    <div className="page studio office">
      <div className="spread">
        <div className="stack-tight"><h1>{office.title}</h1>{books.data && <p className="soft small">{office.intro(books.data.entity, books.data.functional_currency)}</p>}</div>
        {OF_A_MONTH.has(known) && books.data && (
          <div className="field office-month">
            <label htmlFor="office-month">{office.month}</label>
            <select id="office-month" className="input" value={period} onChange={(event) => setParams({ month: event.target.value }, { replace: true })} data-testid="office-month">
              {books.data.items.map((one) => <option key={one.period} value={one.period}>{formats.month(one.period)}</option>)}
            </select>
          </div>
        )}
      </div>
      <nav className="tabs" aria-label={office.sections} ref={tabs}>
        {SECTIONS.filter((one) => (one !== "refunds" && one !== "lists") || groups.includes("operator")).map((one) => <Link key={one} href={to(one)} className="tab tab-link" aria-current={known === one ? "page" : undefined} data-testid={`office-${one}`}>{office.tabs[one]}</Link>)}
      </nav>
      {books.isPending && <div className="skeleton money-place" />}
      {books.isError && !books.data && <ProblemPanel error={books.error} retry={books.refetch} />}
      {books.data && <Section known={known} books={books.data} period={period} groups={groups} />}
    </div>
  );
}

function Section({ known, books, period, groups }: { known: (typeof SECTIONS)[number]; books: Months; period: string; groups: readonly string[] }) {
  const finance = groups.includes("finance");
  const operator = groups.includes("operator");
  switch (known) {
    case "months": return <MonthsSection books={books} operator={operator} />;
    case "balance": return <TrialBalanceSection period={period} />;
    case "journal": return <JournalSection key={period} period={period} />;
    case "exceptions": return <ExceptionsSection period={period} finance={finance} />;
    case "reconciliation": return <ReconciliationSection period={period} />;
    case "adjustments": return <AdjustmentsSection finance={finance} />;
    case "refunds": return <RefundsSection operator={operator} />;
    case "fraud": return <FraudSection operator={operator} />;
    case "lists": return <ListsSection operator={operator} />;
    case "figures": return <FiguresSection periods={books.items.map((one) => one.period)} />;
    case "deeds": return <DeedsSection period={period} />;
  }
}
