import { useEffect, useId, useState } from "react";
import { Link, useLocation } from "wouter";
import { Icon } from "../ui/icons";
import { useFormats, useWords } from "../words";
import { mayModerate, type RaidCame, type RaidSent } from "./protocol";
import type { ChatState } from "./state";

export const GO_SECONDS = 20;
const SHOWN_MS = 60_000;

/** A raid from here, offered to everybody who was here when it began, and one to here, told. What is older is not news. */
export function RaidPlace({ state }: { state: ChatState }) {
  const { facts: { raid, raided }, enteredAt, you } = state;
  const [putAway, setPutAway] = useState<readonly string[]>([]);
  const isNews = (one: RaidSent | RaidCame | null) => one !== null && one.seq > enteredAt && !putAway.includes(one.raid_id);
  const away = (one: RaidSent | RaidCame) => () => setPutAway((before) => [...before, one.raid_id]);
  return (
    <>
      {raid && isNews(raid) && <RaidOffer key={raid.raid_id} raid={raid} goes={!mayModerate(you)} stay={away(raid)} />}
      {raided && isNews(raided) && <RaidWelcome key={raided.raid_id} raid={raided} dismiss={away(raided)} />}
    </>
  );
}

/** Who does nothing goes along when the time is over, which passes only while the page is looked at. The room's house stays. */
function RaidOffer({ raid, goes, stay }: { raid: RaidSent; goes: boolean; stay: () => void }) {
  const { raid: words } = useWords().social;
  const formats = useFormats();
  const id = useId();
  const [left, setLeft] = useState(GO_SECONDS);
  const [, go] = useLocation();
  const there = `/watch/live/${raid.to_room}`;
  useEffect(() => {
    if (!goes) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [goes]);
  useEffect(() => {
    if (goes && left <= 0) go(there);
  }, [go, goes, left, there]);
  return (
    <section className="chat-raid" aria-labelledby={id} data-testid="raid-offer" data-to={raid.to_room} data-left={goes ? left : undefined}>
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

function RaidWelcome({ raid, dismiss }: { raid: RaidCame; dismiss: () => void }) {
  const { raid: words } = useWords().social;
  const formats = useFormats();
  useEffect(() => {
    const timer = setTimeout(dismiss, SHOWN_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for this raid: the page is drawn anew with every message
  }, [raid.raid_id]);
  return (
    <p className="chat-raided" role="status" data-testid="raid-welcome" data-from={raid.from_room} data-viewers={raid.viewers}>
      <Icon name="people" size={18} /><span>{words.came(raid.name, formats.count(raid.viewers))}</span>
      <button type="button" className="chat-tool" onClick={dismiss} aria-label={words.dismiss} title={words.dismiss} data-testid="raid-dismiss"><Icon name="cross" size={16} /></button>
    </p>
  );
}
