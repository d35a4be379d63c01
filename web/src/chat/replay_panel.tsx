import { useId, useSyncExternalStore } from "react";
import { useWords } from "../words";
import { LanguageChoice } from "./language_choice";
import { MessageList } from "./message_list";
import type { ReplayLog } from "./replay_log";
import "./chat.css";
import "./room.css";
import "./social.css";

/** What was said in a broadcast, moving with its replay. */
export function ReplayPanel({ log }: { log: ReplayLog }) {
  const words = useWords();
  const id = useId();
  const messages = useSyncExternalStore(log.watch, log.state);
  return (
    <section className="chat" aria-labelledby={id} data-testid="chat-replay">
      <header className="chat-head"><h2 id={id}>{words.chat.replay}</h2><LanguageChoice /></header>
      <MessageList messages={messages} timed />
      {messages.length === 0 && <p className="chat-empty soft" data-testid="chat-replay-empty">{words.chat.replayEmpty}</p>}
    </section>
  );
}
