import { useState } from "react";
import { useSignedIn } from "../app/session";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { tell } from "./telling";
import "./taste.css";

const STARS = [1, 2, 3, 4, 5] as const;

/** One to five stars of whoever is signed in; what is pressed again replaces it. */
export function Rating({ titleId }: { titleId: string }) {
  const { taste } = useWords();
  const signedIn = useSignedIn();
  const say = useToast();
  const [given, setGiven] = useState(0);
  if (!signedIn) return null;
  const rate = (stars: number) => {
    setGiven(stars);
    void tell({ kind: "title", item_id: titleId, verb: "rated", stars });
    say(taste.rated(stars));
  };
  return (
    <fieldset className="rating" data-testid="rating">
      <legend className="hidden-visually">{taste.rate}</legend>
      <span className="small soft" aria-hidden="true">{taste.rate}</span>
      {STARS.map((stars) => <button key={stars} type="button" className="star" aria-pressed={given >= stars} aria-label={taste.stars(stars)} onClick={() => rate(stars)} data-testid={`star-${stars}`}>{given >= stars ? "★" : "☆"}</button>)}
    </fieldset>
  );
}
