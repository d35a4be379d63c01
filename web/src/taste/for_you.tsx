import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { trending, type Shelf } from "../api/tastes";
import { useSignedIn } from "../app/session";
import { useWords } from "../words";
import { ListRow } from "./list_row";
import { SuggestionCard } from "./suggestion_card";
import "./taste.css";

/** Rows of the home page: a person's own lists, or what is popular for whoever is not signed in. */
export function ForYou() {
  const { taste } = useWords();
  if (!useSignedIn()) return <><PopularRow shelf="channels" title={taste.popularChannels} /><PopularRow shelf="titles" title={taste.popular} /></>;
  return (
    <>
      <ListRow shelf="channels" title={taste.channels} quiet />
      <ListRow shelf="titles" title={taste.forYou} />
      <ListRow shelf="products" title={taste.products} quiet />
    </>
  );
}

function PopularRow({ shelf, title }: { shelf: Shelf; title: string }) {
  const heading = useId();
  const list = useQuery({ queryKey: ["trending", shelf], queryFn: () => trending(shelf), staleTime: 60_000 });
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <section aria-labelledby={heading} className="stack-tight" data-testid={`popular-${shelf}`}>
      <h2 id={heading} className="section-title">{title}</h2>
      <ul className="suggestions">{list.data.items.map((item) => <SuggestionCard key={item.id} item={item} list={null} onDrop={null} />)}</ul>
    </section>
  );
}
