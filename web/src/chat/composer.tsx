import { useId, useState, type KeyboardEvent } from "react";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import type { ChatConnection } from "./connection";
import { refusalText } from "./cooldown";
import { lengthOf } from "./protocol";
import type { ChatState, Refused } from "./state";

const TOLD_ABOVE = "timed_out"; // by a notice of its own, with its countdown
const COUNTED_FROM = 100; // characters before the limit

export function Composer({ connection, state }: { connection: ChatConnection; state: ChatState }) {
  const words = useWords();
  const id = useId();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(state.refused);
  if (refused !== state.refused) {
    setRefused(state.refused);
    if (state.refused && text === "") setText(state.refused.text); // nobody types it twice
  }
  const length = lengthOf(text);
  const over = length > state.textLimit;
  const busy = state.unsent.some((one) => !one.seen);
  const send = () => {
    if (length === 0 || over) return;
    connection.send(text);
    setText("");
  };
  const keyed = (event: KeyboardEvent) => {
    // Enter that ends a Hangul syllable belongs to the input method
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const change = (value: string) => {
    setText(value);
    if (state.refused && value.trim() !== state.refused.text) connection.forgetRefusal();
  };
  return (
    <form className="chat-composer" onSubmit={(event) => { event.preventDefault(); send(); }} aria-busy={busy} data-testid="chat-composer" data-refused={state.refused?.code}>
      {state.refused && state.refused.code !== TOLD_ABOVE && <Refusal key={`${state.refused.code} ${state.refused.until}`} refused={state.refused} id={`${id}-refused`} />}
      <div className="chat-line">
        <textarea className="input chat-input" rows={1} value={text} onChange={(event) => change(event.target.value)} onKeyDown={keyed} placeholder={words.chat.placeholder} aria-label={words.chat.placeholder}
          aria-invalid={over} aria-describedby={`${id}-count ${id}-refused`} enterKeyHint="send" autoComplete="off" data-testid="chat-input" />
        <button type="submit" className="button button-main chat-send" disabled={length === 0 || over} aria-label={words.chat.send} title={words.chat.send} data-testid="chat-send">{busy ? <span className="chat-busy" /> : <Icon name="send" size={18} />}</button>
      </div>
      <p id={`${id}-count`} className={`chat-count numbers${over ? " chat-count-over" : ""}`} hidden={length < state.textLimit - COUNTED_FROM} data-testid="chat-count">{over ? words.chat.tooLong(length - state.textLimit) : `${length} / ${state.textLimit}`}</p>
    </form>
  );
}

/** Counts down where waiting helps. Read out once, not every second. */
function Refusal({ refused, id }: { refused: Refused; id: string }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const [first] = useState(() => refusalText(words, formats, refused, now));
  return (
    <div className="field-error" data-testid="chat-refused" data-code={refused.code}>
      <p className="hidden-visually" role="alert" id={id}>{first}</p>
      <p aria-hidden="true" data-testid="chat-refused-text">{refusalText(words, formats, refused, now)}</p>
    </div>
  );
}
