import { useWords } from "../../words";
import { Experiments } from "./experiments";
import { ListFiguresPanel } from "./list_figures";
import { ModelsPanel } from "./models_panel";
import { TagsPanel } from "./tags_panel";
import "./lists.css";

/** Recommendations for operators: what answers, how well, and what is being tried. */
export function ListsSection({ operator }: { operator: boolean }) {
  const { lists } = useWords();
  if (!operator) return <p className="notice">{lists.onlyOperators}</p>;
  return <><Experiments /><ListFiguresPanel /><ModelsPanel /><TagsPanel /></>;
}
