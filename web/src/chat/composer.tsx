import { useId, useState, type KeyboardEvent } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import type { ChatConnection, ChatState } from "./connection";
import { lengthOf } from "./protocol";

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
    <form className="chat-composer" onSubmit={(event) => { event.preventDefault(); send(); }} aria-busy={busy}>
      {state.refused && (
        <p className="field-error" role="alert" id={`${id}-refused`} data-testid="chat-refused" data-code={state.refused.code}>
          {words.chat.refusals[state.refused.code] ?? (state.refused.detail || words.problems.unknownDetail)}
          {state.refused.retryAfter !== null && ` ${words.chat.retryIn(state.refused.retryAfter)}`}
        </p>
      )}
      <div className="chat-line">
        <textarea className="input chat-input" rows={1} value={text} onChange={(event) => change(event.target.value)} onKeyDown={keyed} placeholder={words.chat.placeholder} aria-label={words.chat.placeholder}
          aria-invalid={over} aria-describedby={`${id}-count ${id}-refused`} enterKeyHint="send" autoComplete="off" data-testid="chat-input" />
        <button type="submit" className="button button-main chat-send" disabled={length === 0 || over} aria-label={words.chat.send} title={words.chat.send} data-testid="chat-send">{busy ? <span className="chat-busy" /> : <Icon name="send" size={18} />}</button>
      </div>
      <p id={`${id}-count`} className={`chat-count numbers${over ? " chat-count-over" : ""}`} hidden={length < state.textLimit - COUNTED_FROM} data-testid="chat-count">{over ? words.chat.tooLong(length - state.textLimit) : `${length} / ${state.textLimit}`}</p>
    </form>
  );
}
