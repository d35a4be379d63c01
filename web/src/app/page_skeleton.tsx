import { useWords } from "../words";

/** Holds the page's place while its code arrives. */
export function PageSkeleton() {
  const words = useWords();
  return (
    <div className="page stack" aria-busy="true">
      <span className="hidden-visually" role="status">{words.common.loading}</span>
      <div className="skeleton" style={{ height: "2.2rem", width: "min(100%, 18rem)" }} />
      <div className="skeleton" style={{ aspectRatio: "16 / 9", width: "min(100%, 56rem)" }} />
    </div>
  );
}
