import { useEffect, useState } from "react";
import { useWords } from "../words";
import type { ChatConnection } from "./connection";
import type { Message } from "./protocol";

const EVERY_MS = 6000;

/** Reads new messages out, politely and in portions: one as it is, several as a number. */
export function Announcer({ connection }: { connection: ChatConnection }) {
  const words = useWords();
  const [fresh, setFresh] = useState<readonly Message[]>([]);
  useEffect(() => {
    let told = 0;
    const timer = setInterval(() => {
      const { messages, enteredAt, you } = connection.state();
      const after = Math.max(told, enteredAt);
      told = Math.max(after, messages.at(-1)?.seq ?? 0);
      const others = messages.filter((message) => message.seq > after && !message.removed && message.by.user_id !== you?.user_id);
      setFresh((before) => (others.length === 0 && before.length === 0 ? before : others));
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [connection]);
  const [only] = fresh;
  return <p className="hidden-visually" aria-live="polite" data-testid="chat-announcer">{fresh.length > 1 ? words.chat.announce(fresh.length) : only ? `${only.by.name}: ${only.text}` : ""}</p>;
}
