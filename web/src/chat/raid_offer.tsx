import { useEffect, useId, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { useFormats, useWords } from "../words";
import type { RaidSent } from "./protocol";
import "./social.css";

export const GO_SECONDS = 20;

/** Who does nothing goes along when the time is over, which passes only while this is seen. The room's house stays (`goes` is false). */
export function RaidOffer({ raid, goes, stay }: { raid: RaidSent; goes: boolean; stay: () => void }) {
  const { raid: words } = useWords().social;
  const formats = useFormats();
  const id = useId();
  const place = useRef<HTMLElement>(null);
  const [left, setLeft] = useState(GO_SECONDS);
  const [, go] = useLocation();
  const there = `/watch/live/${raid.to_room}`;
  useEffect(() => {
    if (!goes) return undefined;
    const timer = setInterval(() => {
      if (isSeen(place.current)) setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [goes]);
  useEffect(() => {
    if (goes && left <= 0) go(there);
  }, [go, goes, left, there]);
  return (
    <section ref={place} className={`chat-raid${goes ? " chat-raid-offer" : ""}`} aria-labelledby={id} data-testid="raid-offer" data-to={raid.to_room} data-left={goes ? left : undefined}>
      <p className="hidden-visually" role="alert">{goes ? words.offerAlert(raid.name, formats.span(GO_SECONDS)) : words.sent(raid.name)}</p>
      <h3 id={id}>{goes ? words.offer(raid.name) : words.sent(raid.name)}</h3>
      <p className="small soft">{goes ? words.offerHint : words.sentHint(formats.count(raid.viewers))}</p>
      {goes && <p className="raid-left numbers" role="timer" aria-live="off">{words.left(formats.span(Math.max(0, left)))}</p>}
      <div className="row">
        <button type="button" className="button button-plain button-small" onClick={stay} data-testid="raid-stay">{goes ? words.stay : words.dismiss}</button>
        <Link href={there} className="button button-main button-small" data-testid="raid-go">{words.go}</Link>
      </div>
    </section>
  );
}

/** Nobody is taken along who looks at another tab, at the picture alone, or at another part of the page. */
function isSeen(place: HTMLElement | null): boolean {
  if (document.hidden || document.fullscreenElement || place === null) return false;
  const { top, bottom } = place.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}
