import { useWords } from "../words";
import type { Choice } from "./completion";

/** Above the line that is being typed; the arrows go through it, Enter and Tab choose, Escape puts it away. */
export function Suggestions({ id, choices, active, choose }: { id: string; choices: readonly Choice[]; active: number; choose: (choice: Choice) => void }) {
  const { mention } = useWords().social;
  return (
    <div className="chat-above-line">
      <ul id={id} role="listbox" className="chat-choices" aria-label={mention.list} data-testid="chat-choices">
        {choices.map((choice, n) => (
          // The field keeps the focus: a click must not take it away first.
          <li key={choice.key} id={`${id}-${n}`} role="option" aria-selected={n === active} className="chat-choice" onPointerDown={(event) => { event.preventDefault(); choose(choice); }} data-testid="chat-choice">
            {choice.url !== undefined && <img className="chat-emote" src={choice.url} alt="" width={28} height={28} />}{choice.label}
          </li>
        ))}
      </ul>
      <p className="hidden-visually" role="status">{mention.found(choices.length)}</p>
    </div>
  );
}
