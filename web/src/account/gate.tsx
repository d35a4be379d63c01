import type { ReactNode } from "react";
import { Mark } from "../ui/icons";
import { useWords } from "../words";
import "./account.css";

/** The frame around sign-in, sign-up and the code. */
export function Gate({ title, children, foot }: { title: string; children: ReactNode; foot?: ReactNode }) {
  const words = useWords();
  return (
    <div className="page page-narrow gate">
      <div className="gate-head">
        <Mark size={56} />
        <h1>{title}</h1>
        <p className="soft">{words.tagline}</p>
      </div>
      <div className="panel">{children}</div>
      {foot && <p className="gate-foot">{foot}</p>}
    </div>
  );
}
