import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { roomHistory } from "../api/chat";
import type { TitleDetail } from "../api/contract";
import { session } from "../api/live";
import { ReplayLog } from "./replay_log";

/** The talk of the broadcast that a title is the replay of; null for anything else. */
export function useReplay(title: TitleDetail): ReplayLog | null {
  const { session_id: sessionId, channel_id: roomId } = title;
  const { data } = useQuery({ queryKey: ["session", sessionId], queryFn: () => session(sessionId ?? ""), enabled: sessionId !== null, staleTime: Infinity });
  const startedAt = data?.started_at ?? null;
  const endedAt = data?.ended_at ?? null;
  return useMemo(() => {
    if (sessionId === null || startedAt === null) return null;
    return new ReplayLog((after, limit, session) => roomHistory(roomId, after, limit, session), { sessionId, startedAt: Date.parse(startedAt), endedAt: endedAt === null ? null : Date.parse(endedAt) });
  }, [roomId, sessionId, startedAt, endedAt]);
}
