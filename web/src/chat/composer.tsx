import { useQuery } from "@tanstack/react-query";
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { roomEmotes } from "../api/social";
import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { calledIn, choicesFor, speakersIn, wantedAt, withPut, type Choice } from "./completion";
import type { ChatConnection } from "./connection";
import { refusalText } from "./cooldown";
import { EmotePicker, PickerButton } from "./emote_picker";
import { lengthOf } from "./protocol";
import type { ChatState, Refused } from "./state";
import { Suggestions } from "./suggestions";

const TOLD_ABOVE = "timed_out"; // by a notice of its own, with its countdown
const COUNTED_FROM = 100; // characters before the limit
const EMOTES_FRESH_MS = 60_000;

export function Composer({ roomId, connection, state }: { roomId: string; connection: ChatConnection; state: ChatState }) {
  const words = useWords();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [moved, setMoved] = useState<number | null>(null); // where the caret goes once the new text stands there
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const [picking, setPicking] = useState(false);
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map()); // ids by the names that were completed
  const [refused, setRefused] = useState(state.refused);
  const emotes = useQuery({ queryKey: ["emotes", roomId], queryFn: () => roomEmotes(roomId), staleTime: EMOTES_FRESH_MS });
  const people = useMemo(() => speakersIn(state.messages, state.you), [state.messages, state.you]);
  if (refused !== state.refused) {
    setRefused(state.refused);
    if (state.refused && text === "") setText(state.refused.text); // nobody types it twice
  }
  useLayoutEffect(() => {
    if (moved === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(moved, moved);
  }, [moved, text]);
  const usable = useMemo(() => (emotes.data ?? []).filter(({ audience }) => audience === "everyone" || (state.you && state.you.role !== "viewer")), [emotes.data, state.you]);
  const wanted = dismissed ? null : wantedAt(text, caret);
  const choices = wanted ? choicesFor(wanted, people, usable) : [];
  const at = Math.min(active, choices.length - 1);
  const length = lengthOf(text);
  const over = length > state.textLimit;
  const busy = state.unsent.some((one) => !one.seen);

  const change = (value: string, place: number) => {
    setText(value);
    setCaret(place);
    setMoved(null);
    setActive(0);
    setDismissed(false);
    if (state.refused && value.trim() !== state.refused.text) connection.forgetRefusal();
  };
  const put = (from: number, to: number, piece: string) => {
    const next = withPut(text, from, to, piece);
    change(next.text, next.caret);
    setMoved(next.caret);
  };
  const choose = (choice: Choice) => {
    if (!wanted) return;
    if (wanted.sign === "@") setChosen((before) => new Map(before).set(choice.label, choice.key));
    put(wanted.from, caret, choice.text);
  };
  const send = () => {
    if (length === 0 || over) return;
    connection.send(text, calledIn(text, people, chosen));
    change("", 0);
    setPicking(false);
  };
  const keyed = (event: KeyboardEvent) => {
    // Enter that ends a Hangul syllable belongs to the input method
    if (event.nativeEvent.isComposing) return;
    const choice = choices[at];
    if (choice && keyedAmong(event.key)) {
      event.preventDefault();
      if (event.key === "Escape") setDismissed(true);
      else if (event.key === "Enter" || event.key === "Tab") choose(choice);
      else setActive((at + (event.key === "ArrowDown" ? 1 : -1) + choices.length) % choices.length);
      return;
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  const list = `${id}-choices`;
  return (
    <form className="chat-composer" onSubmit={(event) => { event.preventDefault(); send(); }} aria-busy={busy} data-testid="chat-composer" data-refused={state.refused?.code}>
      {state.refused && state.refused.code !== TOLD_ABOVE && <Refusal key={`${state.refused.code} ${state.refused.until}`} refused={state.refused} id={`${id}-refused`} />}
      {choices.length > 0 && <Suggestions id={list} choices={choices} active={at} choose={choose} />}
      {picking && <EmotePicker emotes={emotes.data ?? []} usable={usable} pick={(code) => put(caret, caret, `:${code}:`)} close={() => { setPicking(false); field.current?.focus(); }} />}
      <div className="chat-line">
        <textarea ref={field} className="input chat-input" rows={1} value={text} onChange={(event) => change(event.target.value, event.target.selectionStart)} onSelect={(event) => setCaret(event.currentTarget.selectionStart)} onKeyDown={keyed} placeholder={words.chat.placeholder} aria-label={words.chat.placeholder}
          aria-autocomplete="list" aria-controls={choices.length > 0 ? list : undefined} aria-activedescendant={choices.length > 0 ? `${list}-${at}` : undefined}
          aria-invalid={over} aria-describedby={`${id}-count ${id}-refused`} enterKeyHint="send" autoComplete="off" data-testid="chat-input" />
        {(emotes.data?.length ?? 0) > 0 && <PickerButton open={picking} toggle={() => setPicking(!picking)} />}
        <button type="submit" className="button button-main chat-send" disabled={length === 0 || over} aria-label={words.chat.send} title={words.chat.send} data-testid="chat-send">{busy ? <span className="chat-busy" /> : <Icon name="send" size={18} />}</button>
      </div>
      <p id={`${id}-count`} className={`chat-count numbers${over ? " chat-count-over" : ""}`} hidden={length < state.textLimit - COUNTED_FROM} data-testid="chat-count">{over ? words.chat.tooLong(length - state.textLimit) : `${length} / ${state.textLimit}`}</p>
    </form>
  );
}

const keyedAmong = (key: string): boolean => ["ArrowUp", "ArrowDown", "Enter", "Tab", "Escape"].includes(key);

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
