import { Component, type ReactNode } from "react";
import { useWords } from "../words";

function Crash() {
  const words = useWords();
  return (
    <div className="page page-text stack">
      <div className="problem" role="alert" data-testid="crash">
        <strong>{words.problems.crash}</strong>
        <p>{words.problems.unknownDetail}</p>
        <div><button type="button" className="button button-plain button-small" onClick={() => window.location.reload()}>{words.common.retry}</button></div>
      </div>
    </div>
  );
}

/** A page that fails to draw, or whose chunk is gone after a deployment, offers a reload instead of a white screen. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Crash /> : this.props.children;
  }
}
