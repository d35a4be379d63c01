import type { ReactNode } from "react";

/** A table wider than the page scrolls by itself, also by keyboard. */
export function TablePlace({ label, children, testId }: { label: string; children: ReactNode; testId: string }) {
  return <div className="table-place" tabIndex={0} role="group" aria-label={label}><table className="table office-table" data-testid={testId}>{children}</table></div>;
}
