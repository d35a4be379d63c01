import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useRef } from "react";
import { useSearchParams } from "wouter";
import { titles } from "../api/titles";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { TitleCard, TitleSkeletons } from "./title_card";

const TYPES = ["all", "live", "video", "music", "podcast"] as const;
type Filter = (typeof TYPES)[number];

const asFilter = (value: string | null): Filter => TYPES.find((type) => type === value) ?? "all";

/** Published titles, newest first, fetched page by page as the reader nears the end. */
export function Catalogue() {
  const words = useWords();
  const [params, setParams] = useSearchParams();
  const type = asFilter(params.get("type"));
  const text = params.get("q") ?? "";
  const q = useDeferredValue(text.trim());
  const change = (key: "type" | "q", value: string) => setParams((before) => {
    const after = new URLSearchParams(before);
    if (value === "" || value === "all") after.delete(key);
    else after.set(key, value);
    return after;
  }, { replace: true });
  const list = useInfiniteQuery({
    queryKey: ["titles", type, q],
    queryFn: ({ pageParam }) => titles({ type: type === "all" ? undefined : type, q: q || undefined }, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 30_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="catalogue" className="stack">
      <h2 id="catalogue" className="section-title">{words.home.catalogue}</h2>
      <div className="filters">
        <div className="tabs" role="group" aria-label={words.home.filter}>
          {TYPES.map((one) => <button key={one} type="button" className="tab" aria-pressed={type === one} onClick={() => change("type", one)} data-testid={`filter-${one}`}>{words.home.types[one]}</button>)}
        </div>
        <label className="search">
          <span className="hidden-visually">{words.home.search}</span>
          <Icon name="search" size={18} />
          <input type="search" className="input" placeholder={words.home.search} value={text} onChange={(event) => change("q", event.target.value)} data-testid="search" />
        </label>
      </div>
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      {list.isSuccess && items.length === 0 && <NothingHere q={q} filtered={type !== "all" || q !== ""} clear={() => setParams({}, { replace: true })} />}
      <ul className="title-grid" data-testid="title-list" aria-busy={list.isPending}>
        {items.map((item) => <TitleCard key={item.id} item={item} />)}
        {(list.isPending || list.isFetchingNextPage) && <TitleSkeletons count={8} />}
      </ul>
      {list.hasNextPage && <NextPage busy={list.isFetchingNextPage} fetch={() => void list.fetchNextPage()} />}
    </section>
  );
}

function NothingHere({ q, filtered, clear }: { q: string; filtered: boolean; clear: () => void }) {
  const { home } = useWords();
  return (
    <div className="empty" data-testid="no-titles">
      <h3>{q ? home.noneFor(q) : home.none}</h3>
      <p>{filtered ? home.noneForHint : home.noneHint}</p>
      {filtered && <button type="button" className="button button-plain" onClick={clear}>{home.clear}</button>}
    </div>
  );
}

/** A button that presses itself when it comes near the viewport. */
function NextPage({ busy, fetch }: { busy: boolean; fetch: () => void }) {
  const words = useWords();
  const ref = useRef<HTMLButtonElement>(null);
  const latest = useRef(fetch);
  useEffect(() => {
    latest.current = fetch;
  });
  useEffect(() => {
    if (ref.current === null || busy) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) latest.current();
    }, { rootMargin: "400px" });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [busy]);
  return <button ref={ref} type="button" className="button button-plain more" disabled={busy} onClick={fetch} data-testid="more-titles">{words.common.more}</button>;
}
