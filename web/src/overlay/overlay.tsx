import { useEffect, useState } from "react";
import { alertsAfter, markShown, type Alert } from "../api/overlay";
import { amountText } from "../money/amounts";
import { useSpeech } from "../words";
import { runShow } from "./show";
import "./overlay.css";

const pause = (ms: number) => new Promise<void>((done) => { setTimeout(done, ms); });

/** For a browser source of OBS: nothing but the alert, on a transparent ground. The token is the address's fragment. */
export default function Overlay({ channelId }: { channelId: string }) {
  const { words: { money }, locale } = useSpeech();
  const [alert, setAlert] = useState<Alert | null>(null);
  const token = window.location.hash.slice(1);
  useEffect(() => {
    let over = false;
    document.documentElement.classList.add("overlay-page");
    const server = { after: (number: number | null) => alertsAfter(channelId, token, number), shown: (number: number) => markShown(channelId, token, number) };
    void runShow(server, { show: setAlert, visible: () => document.visibilityState === "visible", pause }, () => over);
    return () => {
      over = true;
      document.documentElement.classList.remove("overlay-page");
    };
  }, [channelId, token]);
  if (alert === null) return <div data-testid="overlay" />;
  return (
    <div className="overlay" data-testid="overlay">
      <div className="overlay-alert" key={alert.number} data-testid="overlay-alert" data-number={alert.number}>
        <p><strong>{alert.donor_name === "" ? money.somebody : alert.donor_name}</strong> <span className="overlay-amount">{amountText(locale, alert.amount_minor, alert.currency)}</span></p>
        {alert.message !== "" && <p className="overlay-message">{alert.message}</p>}
      </div>
    </div>
  );
}
