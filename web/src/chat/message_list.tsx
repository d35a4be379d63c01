import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "../ui/icons";
import { useFormats, useWords } from "../words";
import { NO_FACTS, isHushed, type Facts } from "./facts";
import type { Deed } from "./message_menu";
import { HeldRow, MessageRow, UnsentRow } from "./message_row";
import type { Unsent } from "./outbox";
import type { Message, Speaker } from "./protocol";
import type { Held } from "./state";
import { translationOf, useLanguage } from "./translation";

const ROW = 34; // pixels of one line, until it is measured
const AT_END = 48; // pixels from the end that still count as the end

export interface ListProps {
  messages: readonly Message[];
  unsent?: readonly Unsent[];
  you?: Speaker | null | undefined;
  timed?: boolean;
  held?: readonly Held[];
  facts?: Facts;
  /** What the reader may do with a message. */
  deedsOn?: (message: Message) => readonly Deed[];
}

type Row = { is: "message"; key: string; message: Message } | { is: "held"; key: string; held: Held } | { is: "unsent"; key: string; text: string };
const NOTHING = () => [];

/** Only the rows in sight are in the document. Stays at the newest unless the reader scrolled up. */
export function MessageList({ messages, unsent = [], held = [], facts = NO_FACTS, you, timed = false, deedsOn = NOTHING }: ListProps) {
  "use no memo"; // the virtualizer is one object whose answers change
  const words = useWords();
  const formats = useFormats();
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(0);
  const [follows, setFollows] = useState(true);
  const language = useLanguage();
  const newest = messages.at(-1)?.seq ?? 0;
  const lastTranslated = messages.findLastIndex((message) => translationOf(message, language) !== null);
  const below: Row[] = you ? [
    ...held.map((one): Row => ({ is: "held", key: one.id, held: one })),
    ...unsent.filter((one) => !one.seen).map((one): Row => ({ is: "unsent", key: one.ref, text: one.text })),
  ] : [];
  const rowAt = (index: number): Row | undefined => {
    const message = messages[index];
    return message ? { is: "message", key: message.id, message } : below[index - messages.length];
  };
  // eslint-disable-next-line react-hooks/incompatible-library -- for the reason above
  const rows = useVirtualizer({
    count: messages.length + below.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    paddingStart: 8,
    paddingEnd: 8,
    getItemKey: (index) => rowAt(index)?.key ?? index,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    onChange: (list) => setFollows(list.isAtEnd(AT_END)),
  });
  const own = below.at(-1)?.key;
  useLayoutEffect(() => rows.scrollToEnd(), [rows, own]); // at first, and to what was just said here
  useEffect(() => {
    if (follows) rows.scrollToEnd();
  }, [rows, follows, newest]);
  if (follows && seen !== newest) setSeen(newest);
  const unread = follows ? 0 : messages.filter((message) => message.seq > seen).length;
  return (
    <div className="chat-place">
      <div ref={scroller} className="chat-scroll" tabIndex={0} role="log" aria-live="off" aria-label={words.chat.messages} onKeyDown={moveBetweenMenus} data-testid="chat-list" data-count={messages.length}>
        <div className="chat-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const row = rowAt(item.index);
            return (
              <div key={item.key} ref={rows.measureElement} data-index={item.index} className="chat-row-place" style={{ transform: `translateY(${item.start}px)` }}>
                {row?.is === "message" && <MessageRow message={row.message} you={you} timed={timed} language={language} originalReachable={item.index === lastTranslated} hushed={isHushed(facts, row.message)} deeds={deedsOn(row.message)} menuReachable={item.index === messages.length - 1} />}
                {row?.is === "held" && you && <HeldRow held={row.held} you={you} />}
                {row?.is === "unsent" && you && <UnsentRow text={row.text} you={you} />}
              </div>
            );
          })}
        </div>
      </div>
      {unread > 0 && <button type="button" className="button button-main button-small chat-newer" onClick={() => rows.scrollToEnd()} data-testid="chat-newer"><Icon name="down" size={16} />{words.chat.newer(formats.count(unread))}</button>}
    </div>
  );
}

/** Up and down go from one message's button to the next; elsewhere they scroll. */
function moveBetweenMenus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement) || !event.target.matches("[data-menu]")) return;
  event.preventDefault();
  const rowOf = (button: Element) => Number(button.closest<HTMLElement>("[data-index]")?.dataset.index);
  const buttons = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[data-menu]")).sort((one, other) => rowOf(one) - rowOf(other));
  buttons[buttons.indexOf(event.target) + step]?.focus();
}
