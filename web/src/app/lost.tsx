import { Link } from "wouter";
import { Mark } from "../ui/icons";
import { useWords } from "../words";
import { usePageTitle } from "./page_title";

export function Lost() {
  const words = useWords();
  usePageTitle(words.problems.notFound);
  return (
    <div className="page page-text" data-testid="not-found">
      <div className="empty">
        <Mark size={64} />
        <h1>{words.lost.title}</h1>
        <p>{words.lost.text}</p>
        <Link href="/" className="button button-main">{words.watch.toHome}</Link>
      </div>
    </div>
  );
}
