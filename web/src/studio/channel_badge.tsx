import type { ChannelState } from "../api/contract";
import { useWords } from "../words";

const LOOK: Record<ChannelState, string> = { provisioning: "badge-busy", ready: "badge-good", failed: "badge-bad" };

export function ChannelBadge({ state, live }: { state: ChannelState; live: boolean }) {
  const words = useWords();
  if (live) return <span className="badge badge-live" data-testid="channel-live">{words.studio.onAir}</span>;
  return <span className={`badge ${LOOK[state]}`} data-testid="channel-state" data-state={state}>{words.studio.states[state]}</span>;
}
