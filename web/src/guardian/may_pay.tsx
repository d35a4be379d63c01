import type { ReactNode } from "react";
import { Link } from "wouter";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { BirthDateForm } from "./birth_date_form";
import { useAge, useRequests } from "./queries";

/** What is needed before anybody pays, asked for in its place: a birth date, and of a minor a guardian. */
export function MayPay({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { guardian, common } = useWords();
  const age = useAge();
  const minor = age.data?.told === true && !age.data.adult;
  const requests = useRequests(minor);
  const error = age.error ?? requests.error;
  if (error !== null) return <ProblemPanel error={error} retry={age.error === null ? requests.refetch : age.refetch} />;
  if (age.data === undefined || (minor && requests.data === undefined)) return <div className="skeleton money-place" />;
  if (!age.data.told) return <BirthDateForm onCancel={onClose} />;
  if (!minor || requests.data?.items.some((one) => one.state === "consented")) return children;
  return (
    <div className="stack" data-testid="guardian-needed">
      <p>{guardian.needed}</p>
      <div className="row">
        <Link href="/account/guardian" className="button button-main" autoFocus>{guardian.toPage}</Link>
        <button type="button" className="button button-bare" onClick={onClose}>{common.cancel}</button>
      </div>
    </div>
  );
}
