import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { openRaids } from "../api/social";

const LOOK_MS = 4000;

/** What waits for an answer, asked by others and by this room; for its moderators. */
export const useRaids = (roomId: string) =>
  useQuery({ queryKey: ["mine", "room", roomId, "raids"], queryFn: () => openRaids(roomId), refetchInterval: LOOK_MS, staleTime: 0, retry: false });

export function useRefreshRaids(roomId: string): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ["mine", "room", roomId, "raids"] }), [client, roomId]);
}
