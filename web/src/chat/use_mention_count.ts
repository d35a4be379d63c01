import { useEffect } from "react";
import { countInTitle } from "../app/page_title";
import type { ChatConnection } from "./connection";
import type { Message } from "./protocol";

/** How many of these call that person. */
export const callsOf = (messages: readonly Message[], userId: string): number =>
  messages.filter((one) => !one.removed && one.by.user_id !== userId && one.mentions?.some(({ user_id: id }) => id === userId)).length;

/** While the page is not looked at, its title counts the messages that call the reader. */
export function useMentionCount(connection: ChatConnection): void {
  useEffect(() => {
    let seen = connection.state().messages.at(-1)?.seq ?? 0;
    let count = 0;
    const heard = () => {
      const { messages, enteredAt, you } = connection.state();
      const after = Math.max(seen, enteredAt);
      const newest = messages.at(-1)?.seq ?? 0;
      if (newest <= after) return;
      seen = newest;
      if (!document.hidden || !you) return;
      count += callsOf(messages.filter(({ seq }) => seq > after), you.user_id);
      countInTitle(count);
    };
    const looked = () => {
      if (document.hidden) return;
      count = 0;
      countInTitle(0);
    };
    const stop = connection.watch(heard);
    document.addEventListener("visibilitychange", looked);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", looked);
      countInTitle(0);
    };
  }, [connection]);
}
