import { Link } from "wouter";
import type { Title } from "../api/contract";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { Thumbnail } from "./thumbnail";

const MINUTE_MS = 60_000;

export function TitleCard({ item }: { item: Title }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(MINUTE_MS);
  return (
    <li className="card" data-testid="title-card" data-title-id={item.id}>
      <Link href={`/watch/${item.id}`} className="card-link">
        <Thumbnail url={item.thumbnail_url} seed={item.id}>
          <span className="thumb-chip thumb-left">{words.home.kinds[item.type]}</span>
          {item.duration_seconds !== null && <span className="thumb-chip thumb-bottom numbers">{clock(item.duration_seconds)}</span>}
        </Thumbnail>
        <div className="card-text">
          <h3 className="card-title">{item.name || words.common.untitled}</h3>
          <p className="card-meta">{item.channel_name}{item.published_at && <> · <time dateTime={item.published_at} title={formats.dateTime(item.published_at)}>{formats.age(item.published_at, now)}</time></>}</p>
        </div>
      </Link>
    </li>
  );
}

export function TitleSkeletons({ count }: { count: number }) {
  return Array.from({ length: count }, (_, n) => (
    <li key={n} className="card" aria-hidden="true">
      <div className="skeleton thumb" />
      <div className="card-text"><div className="skeleton skeleton-line" /><div className="skeleton skeleton-line skeleton-short" /></div>
    </li>
  ));
}
