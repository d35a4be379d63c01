import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { myStanding, type Action } from "../api/moderation";
import type { ChatConnection } from "./connection";
import type { ChatState } from "./state";

const LOOK_MS = 4000;

/** What the room knows of the reader: asked for only while there is something against them, or something of theirs waits. */
export function useStanding(roomId: string, connection: ChatConnection, state: ChatState, asked: boolean) {
  const { held, status } = state;
  const shut = status === "banned";
  const standing = useQuery({
    queryKey: ["mine", "standing", roomId],
    queryFn: () => myStanding(roomId),
    enabled: shut || asked || held.length > 0,
    refetchInterval: LOOK_MS,
    staleTime: 0,
  });
  const { data } = standing;
  const wasBanned = useRef(false);
  useEffect(() => {
    if (!data) return;
    if (shut && wasBanned.current && !data.banned) connection.wake(); // lifted: back in at once
    wasBanned.current = shut && data.banned;
  }, [connection, data, shut]);
  return standing;
}

/** What was refused from the queue, by the ids of the messages. */
export const refusedFromQueue = (actions: readonly Action[], ids: readonly string[]): Map<string, Action> =>
  new Map(actions.flatMap((one) => (one.kind === "reject" && one.undone_by === null && one.message_id !== null && ids.includes(one.message_id) ? [[one.message_id, one]] : [])));
