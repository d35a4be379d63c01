import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import { me } from "../api/identity";
import { hasSession, onTokensChanged } from "../api/tokens";

export const useSignedIn = (): boolean => useSyncExternalStore(onTokensChanged, hasSession);

/** The signed-in person; queries under "mine" are forgotten at sign-out. */
export function useMe() {
  const signedIn = useSignedIn();
  return useQuery({ queryKey: ["mine", "me"], queryFn: me, enabled: signedIn });
}

/** Finance reads all of the back office; operators close months and give money back. */
export const worksInOffice = (groups: readonly string[]): boolean => groups.includes("finance") || groups.includes("operator");

/** Sends a visitor to sign in and back again; true when there is nobody to show the page to. */
export function useSignInFirst(): boolean {
  const signedIn = useSignedIn();
  const [path, go] = useLocation();
  useEffect(() => {
    if (!signedIn) go(`/sign-in?next=${encodeURIComponent(path)}`, { replace: true });
  }, [signedIn, go, path]);
  return !signedIn;
}

/** Where to go after signing in: only a path of this site. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}
