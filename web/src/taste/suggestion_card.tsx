import { Link } from "wouter";
import type { Offer, Suggestion } from "../api/tastes";
import { Thumbnail } from "../home/thumbnail";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { openedFrom, tell, tellAll } from "./telling";

const MINUTE_MS = 60_000;

interface Props { item: Suggestion; list: string | null; onDrop: ((item: Suggestion) => void) | null }

/** One item of a list: what it is, why it is here, where to see it, and a way to be rid of it. */
export function SuggestionCard({ item, list, onDrop }: Props) {
  const { taste } = useWords();
  return (
    <li className="card suggestion" data-testid="suggestion" data-item-id={item.id} data-reason={item.reason.code}>
      <Opened item={item} list={list}>
        <Thumbnail url={null} seed={item.id}>{item.live && <span className="badge badge-live thumb-left">{taste.live}</span>}</Thumbnail>
        <div className="card-text">
          <h3 className="card-title">{item.name}</h3>
          <p className="card-meta">{[item.year, ...item.genres.slice(0, 2)].filter(Boolean).join(" · ")}</p>
        </div>
      </Opened>
      <p className="suggestion-why" data-testid="suggestion-why"><Icon name={WHY[item.reason.code] ?? "smile"} size={15} /><span><span className="hidden-visually">{taste.why}: </span>{item.reason.text}</span></p>
      {item.offers !== null && <Offers item={item} offers={onceEach(item.offers)} list={list} />}
      {onDrop !== null && (
        <button type="button" className="suggestion-drop" onClick={() => onDrop(item)} aria-label={taste.notInterested(item.name)} title={taste.notInterestedShort} data-testid="not-interested"><Icon name="cross" size={16} /></button>
      )}
    </li>
  );
}

const WHY: Partial<Record<string, "talk" | "people" | "clock" | "play">> = { talk: "talk", audience: "people", season: "clock", live: "play" };

/** What is ours opens here, a film where it can be seen, the person's own services first; products are not sold yet. */
function Opened({ item, list, children }: { item: Suggestion; list: string | null; children: React.ReactNode }) {
  const [best] = item.offers ?? [];
  const href = item.kind === "channel" ? `/watch/live/${item.id}` : item.offers === null && item.kind === "title" ? `/watch/${item.id}` : null;
  const open = () => {
    if (list === null) return;
    openedFrom(item.kind, item.id, list);
    void tell({ kind: item.kind, item_id: item.id, verb: "clicked", request_id: list });
  };
  if (best !== undefined) return <a href={best.url} target="_blank" rel="noopener noreferrer" className="card-link" onClick={() => goTo(best, item, list)} data-testid="suggestion-open">{children}</a>;
  if (href === null) return <div className="card-link">{children}</div>;
  return <Link href={href} className="card-link" onClick={open} data-testid="suggestion-open">{children}</Link>;
}

/** To go to a service is to open the film, and as much of playing it as anybody here will know. */
function goTo(offer: Offer, item: Suggestion, list: string | null): void {
  if (list === null) return;
  openedFrom(item.kind, item.id, list);
  const of = { kind: item.kind, item_id: item.id, request_id: list };
  void tellAll([{ ...of, verb: "clicked" }, { ...of, verb: "went_to_provider", provider: offer.provider }]);
}

function Offers({ item, offers, list }: { item: Suggestion; offers: Offer[]; list: string | null }) {
  const { taste } = useWords();
  const formats = useFormats();
  const now = useNow(MINUTE_MS);
  const [newest] = offers.map((one) => one.checked_at).sort().reverse();
  if (newest === undefined) return <p className="small soft" data-testid="nowhere">{taste.nowhere}</p>;
  return (
    <div className="suggestion-offers">
      {offers.slice(0, 3).map((one) => (
        <a key={`${one.provider} ${one.way}`} className={one.owned ? "offer offer-owned" : "offer"} href={one.url} target="_blank" rel="noopener noreferrer" onClick={() => goTo(one, item, list)} aria-label={taste.goTo(one.provider)} data-testid="offer" data-owned={one.owned}>
          {one.owned && <Icon name="check" size={13} />}{one.provider}<small>{one.owned ? taste.owned : taste.ways[one.way]}</small>
        </a>
      ))}
      <p className="offer-checked">{taste.checked(formats.age(newest, now))}</p>
    </div>
  );
}

/** Who has told no region is told of every region's offers: a service and its way are named once, as the first of them. */
const onceEach = (offers: Offer[]): Offer[] =>
  offers.filter((one, place) => place === offers.findIndex((other) => other.provider === one.provider && other.way === one.way));
