import { useQuery } from "@tanstack/react-query";
import { terms } from "../api/identity";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import "./account.css";

/** The terms are plain text: paragraphs between blank lines, headings after #. */
export default function TermsPage() {
  const { words, locale } = useSpeech();
  usePageTitle(words.account.termsTitle);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ["terms"], queryFn: terms, staleTime: 300_000 });
  if (isPending) return <PageSkeleton />;
  const text = locale === "ko" ? data?.text_ko : data?.text_en;
  return (
    <article className="page page-text terms" data-testid="terms">
      <h1>{words.account.termsTitle}</h1>
      {!data && <ProblemPanel error={error} retry={refetch} />}
      {data && <p className="faint">{words.account.version(data.version)}</p>}
      {(text ?? "").split(/\n\s*\n/).map((part, n) => {
        const heading = /^#+\s*(.+)/.exec(part.trim());
        return heading ? <h2 key={n}>{heading[1]}</h2> : <p key={n} style={{ whiteSpace: "pre-line" }}>{part.trim()}</p>;
      })}
    </article>
  );
}
