import { useEffect, useMemo, useSyncExternalStore } from "react";
import { roomTicket } from "../api/chat";
import { useSignedIn } from "../app/session";
import { isProblem } from "../api/problem";
import { ChatConnection } from "./connection";
import type { ChatState, Outside } from "./state";
import { chosenLanguage } from "./translation";

const browser = (roomId: string): Outside => ({
  ticket: () => roomTicket(roomId),
  isBan: (failure) => isProblem(failure, "banned"),
  open: (address, protocols) => new WebSocket(address, protocols),
  now: () => Date.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  language: chosenLanguage,
  newRef: () => crypto.randomUUID(),
});

/** Enters the room for as long as the caller is on the page; signing in or out enters it anew, as somebody else. */
export function useRoom(roomId: string): ChatConnection {
  const signedIn = useSignedIn();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- who is signed in decides which ticket the connection gets
  const connection = useMemo(() => new ChatConnection(browser(roomId)), [roomId, signedIn]);
  useEffect(() => {
    const wake = () => {
      if (document.visibilityState === "visible") connection.wake();
    };
    connection.start();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      connection.stop();
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [connection]);
  return connection;
}

export const useRoomState = (connection: ChatConnection): ChatState => useSyncExternalStore(connection.watch, connection.state);
