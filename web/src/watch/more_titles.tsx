import { useQuery } from "@tanstack/react-query";
import { titles } from "../api/titles";
import { TitleCard } from "../home/title_card";
import { useWords } from "../words";

const SHOWN = 8;

/** More from the same channel; nothing at all when there is nothing. */
export function MoreTitles({ channelId, except }: { channelId: string; except: string | null }) {
  const words = useWords();
  const list = useQuery({ queryKey: ["titles-of", channelId], queryFn: () => titles({ channel: channelId }, null, SHOWN + 1), staleTime: 30_000 });
  const items = (list.data?.items ?? []).filter((item) => item.id !== except && item.state === "published").slice(0, SHOWN);
  if (items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="more">
      <h2 id="more" className="section-title">{words.watch.others}</h2>
      <ul className="title-grid" data-testid="more-titles-of-channel">{items.map((item) => <TitleCard key={item.id} item={item} />)}</ul>
    </section>
  );
}
