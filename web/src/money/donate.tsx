import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useSignedIn } from "../app/session";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import { DonateDialog } from "./donate_dialog";
import "./money.css";

/** The button on a watch page. A visitor is led to sign in first, and back to the open dialog. */
export function Donate({ channelId, channel, sessionId }: { channelId: string; channel: string; sessionId: string | null }) {
  const { money } = useWords();
  const signedIn = useSignedIn();
  const [path, go] = useLocation();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState(() => signedIn && params.has("donate"));
  const start = () => (signedIn ? setOpen(true) : go(`/sign-in?next=${encodeURIComponent(`${path}?donate=1`)}`));
  const close = () => {
    setOpen(false);
    if (params.has("donate")) setParams((before) => { before.delete("donate"); return before; }, { replace: true });
  };
  return (
    <>
      <button type="button" className="button button-main" onClick={start} data-testid="donate"><Icon name="gift" size={18} />{money.donate}</button>
      {open && <DonateDialog channelId={channelId} channel={channel} sessionId={sessionId} returnPath={path} onClose={close} />}
    </>
  );
}
