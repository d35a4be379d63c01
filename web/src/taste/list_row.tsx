import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link } from "wouter";
import { interestedAgain, notInterested, recommendations, type Shelf, type Suggestion } from "../api/tastes";
import { TitleSkeletons } from "../home/title_card";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { LISTS, useTaste } from "./queries";
import { SuggestionCard } from "./suggestion_card";

const EVERY_MS = 60_000;
const WANTED = 10; // titles of a survey

interface RowProps { shelf: Shelf; title: string; quiet?: boolean }

/** A person's list of one kind, page by page in the same list. `quiet`: nothing at all where there is nothing. */
export function ListRow({ shelf, title, quiet = false }: RowProps) {
  const heading = useId();
  const { taste } = useWords();
  const list = useInfiniteQuery({
    queryKey: [...LISTS, shelf],
    queryFn: ({ pageParam }) => recommendations(shelf, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Who is on the air changes while one looks; other lists stay as they are, and are counted as shown once.
    refetchInterval: (query) => (shelf === "channels" && (query.state.data?.pages.length ?? 1) === 1 ? EVERY_MS : false),
  });
  const dropped = useDropped(shelf);
  const pages = list.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items).filter((item) => !dropped.ids.has(item.id));
  const first = pages[0];
  if (quiet && items.length === 0) return null;
  return (
    <section aria-labelledby={heading} className="stack-tight" data-testid={`list-${shelf}`} data-basis={first?.basis}>
      <div className="spread"><h2 id={heading} className="section-title">{title}</h2></div>
      {first?.low_confidence === true && shelf === "titles" && (
        <Unsure popular={first.basis === "popularity"} />
      )}
      {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
      <ul className="suggestions" aria-busy={list.isPending}>
        {items.map((item) => <SuggestionCard key={item.id} item={item} list={first?.request_id ?? null} onDrop={dropped.drop} />)}
        {list.isPending && <TitleSkeletons count={4} />}
        {list.hasNextPage && <li className="suggestions-more"><button type="button" className="button button-plain" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} data-testid={`more-${shelf}`}>{taste.more}</button></li>}
      </ul>
      {dropped.last !== null && (
        <p className="notice spread" role="status" data-testid="dropped">{taste.dropped}<button type="button" className="button button-bare button-small" onClick={() => void dropped.undo()} data-testid="undo-drop">{taste.undo}</button></p>
      )}
    </section>
  );
}

/** Who has answered is not asked again: until a model has learnt, there is nothing more that they could do. */
function Unsure({ popular }: { popular: boolean }) {
  const { taste } = useWords();
  const answered = (useTaste().data?.survey.length ?? 0) >= WANTED;
  const told = popular ? taste.unsure : taste.unsureSurvey;
  return <p className="small soft" data-testid="unsure">{answered ? taste.unsureAnswered : told} {!answered && <Link href="/taste">{taste.toSurvey}</Link>}</p>;
}

/** What is not wanted goes at once, and comes back when it is undone or could not be told. */
function useDropped(shelf: Shelf) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<Suggestion | null>(null);
  const say = useToast();
  const { problems } = useWords();
  const without = (id: string) => setIds((now) => new Set([...now].filter((one) => one !== id)));
  const drop = (item: Suggestion) => {
    setIds((now) => new Set(now).add(item.id));
    setLast(item);
    notInterested(shelf, item.id).catch(() => {
      without(item.id);
      setLast(null);
      say(problems.unknownDetail);
    });
  };
  const undo = async () => {
    if (last === null) return;
    try {
      await interestedAgain(shelf, last.id);
    } catch {
      say(problems.unknownDetail);
      return;
    }
    without(last.id);
    setLast(null);
  };
  return { ids, drop, undo, last };
}
