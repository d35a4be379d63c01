import { Link } from "wouter";
import type { LiveItem } from "../api/contract";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { Courtyard } from "./courtyard";
import { Thumbnail } from "./thumbnail";

export function LiveCard({ item, first }: { item: LiveItem; first: boolean }) {
  const words = useWords();
  const formats = useFormats();
  const elapsed = (useNow() - Date.parse(item.started_at)) / 1000;
  return (
    <li className={first ? "card live-first" : "card"} data-testid="live-card" data-channel-id={item.channel_id}>
      <Link href={`/watch/live/${item.channel_id}`} className="card-link">
        <Thumbnail url={item.thumbnail_url} seed={item.channel_id} eager={first}>
          <span className="badge badge-live thumb-left">{words.home.live}</span>
          <span className="thumb-chip thumb-right numbers"><Icon name="people" size={15} /><span data-testid="live-viewers">{words.home.viewers(formats.count(item.viewers))}</span></span>
        </Thumbnail>
        <div className="card-text">
          <h2 className="card-title">{item.title || item.channel_name}</h2>
          <p className="card-meta numbers">{item.channel_name} · <span role="timer" aria-label={words.home.elapsed(clock(elapsed))}>{clock(elapsed)}</span></p>
        </div>
      </Link>
    </li>
  );
}

export function LiveSkeleton() {
  return (
    <div className="live-grid" aria-hidden="true">
      {[0, 1, 2].map((n) => <div key={n} className={n === 0 ? "card live-first" : "card"}><div className="skeleton thumb" /><div className="card-text"><div className="skeleton skeleton-line" /></div></div>)}
    </div>
  );
}

export function QuietCourtyard() {
  const words = useWords();
  return (
    <div className="quiet" data-testid="no-live">
      <Courtyard />
      <div className="stack-tight">
        <h2>{words.home.quiet}</h2>
        <p className="soft">{words.home.quietHint}</p>
        <div><Link href="/studio" className="button button-main" data-testid="go-live">{words.home.goLive}<Icon name="arrow" size={18} /></Link></div>
      </div>
    </div>
  );
}
