import { useLocation } from "wouter";
import { useWords } from "../words";

/** Holds the page's place while its code arrives. */
export function PageSkeleton() {
  const words = useWords();
  const [path] = useLocation();
  const watching = path.startsWith("/watch");
  return (
    <div className={watching ? "page place-stage" : "page stack"} aria-busy="true">
      <span className="hidden-visually" role="status">{words.common.loading}</span>
      {watching && <div className="skeleton place-player" />}
      <div className="skeleton place-heading" />
      {!watching && <div className="skeleton place-body" />}
    </div>
  );
}
