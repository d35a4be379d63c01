import { useCallback, useId } from "react";
import { Link, useLocation } from "wouter";
import { takeBack } from "../api/chat";
import { Problem } from "../api/problem";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import type { ChatConnection } from "./connection";
import { MessageList } from "./message_list";
import type { Message } from "./protocol";
import { useRoomState } from "./use_room";
import "./chat.css";

/** The talk of a channel's room: what is said, and a place to say something. */
export function ChatPanel({ roomId, connection }: { roomId: string; connection: ChatConnection }) {
  const words = useWords();
  const state = useRoomState(connection);
  const say = useToast();
  const id = useId();
  const remove = useCallback((message: Message) => {
    takeBack(roomId, message.id).catch((error: unknown) => say(error instanceof Problem && error.document.detail ? error.document.detail : words.problems.unknownDetail));
  }, [roomId, say, words]);
  const empty = state.status === "open" && state.messages.length === 0 && state.unsent.length === 0;
  return (
    <section className="chat" aria-labelledby={id} data-testid="chat" data-status={state.status}>
      <header className="chat-head">
        <h2 id={id}>{words.chat.title}</h2>
        <span role="status" className="small soft" data-testid="chat-status">{state.status === "open" ? "" : state.status === "waiting" ? words.chat.waiting : words.chat.connecting}</span>
      </header>
      <MessageList messages={state.messages} unsent={state.unsent} you={state.you} takeBack={remove} />
      {empty && <p className="chat-empty soft">{words.chat.empty}</p>}
      <Announcer connection={connection} />
      {state.you === null ? <GuestHint /> : <Composer connection={connection} state={state} />}
    </section>
  );
}

function GuestHint() {
  const words = useWords();
  const [path] = useLocation();
  return <p className="chat-guest" data-testid="chat-guest"><Link href={`/sign-in?next=${encodeURIComponent(path)}`} className="button button-plain button-small" data-testid="chat-sign-in">{words.nav.signIn}</Link><span className="small soft">{words.chat.guest}</span></p>;
}
