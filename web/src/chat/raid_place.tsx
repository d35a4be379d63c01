import { useEffect, useState } from "react";
import { Icon } from "../ui/icons";
import { useFormats, useWords } from "../words";
import { mayModerate, type RaidCame, type RaidSent } from "./protocol";
import { hasStayed, isNews, stayFrom } from "./raid_news";
import { RaidOffer } from "./raid_offer";
import type { ChatState } from "./state";

const SHOWN_MS = 60_000;

/** A raid from here, offered to everybody who was here when it began, and one to here, told. What is older is not news. */
export function RaidPlace({ state }: { state: ChatState }) {
  const { facts: { raid, raided }, you } = state;
  const [putAway, setPutAway] = useState<readonly string[]>([]);
  const shown = (one: RaidSent | RaidCame) => isNews(one, state) && !putAway.includes(one.raid_id) && !hasStayed(one);
  const away = (one: RaidSent | RaidCame) => () => {
    stayFrom(one);
    setPutAway((before) => [...before, one.raid_id]);
  };
  return (
    <>
      {raid && shown(raid) && <RaidOffer key={raid.raid_id} raid={raid} goes={!mayModerate(you)} stay={away(raid)} />}
      {raided && shown(raided) && <RaidWelcome key={raided.raid_id} raid={raided} dismiss={away(raided)} />}
    </>
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
