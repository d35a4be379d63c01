import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { queue } from "../../api/moderation";

const LOOK_MS = 3000;

export const useQueue = (roomId: string) =>
  useQuery({ queryKey: ["mine", "room", roomId, "queue"], queryFn: () => queue(roomId), refetchInterval: LOOK_MS, staleTime: 0 });

/** After an act of moderation: everything that is shown of the room is asked for again. */
export function useRefreshRoom(roomId: string): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ["mine", "room", roomId] }), [client, roomId]);
}
