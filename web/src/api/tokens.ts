import type { Tokens } from "./contract";
import { Problem, isProblem } from "./problem";

// The access token lives in memory only; the refresh token survives a reload. Nothing else in the program touches either.
const REFRESH_KEY = "madang.refresh";
const LOCK = "madang.refresh";

let access: string | null = null;
let inFlight: Promise<string | null> | null = null;
const listeners = new Set<() => void>();

const announce = () => listeners.forEach((listener) => listener());

export function onTokensChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const accessToken = (): string | null => access;
export const refreshToken = (): string | null => localStorage.getItem(REFRESH_KEY);
export const hasSession = (): boolean => refreshToken() !== null;

export function keepTokens(tokens: Tokens): void {
  access = tokens.access_token;
  if (tokens.refresh_token) localStorage.setItem(REFRESH_KEY, tokens.refresh_token);
  announce();
}

export function dropTokens(): void {
  access = null;
  localStorage.removeItem(REFRESH_KEY);
  announce();
}

/** A sign-in or sign-out in another tab is one here too. */
export function followOtherTabs(): () => void {
  const follow = (event: StorageEvent) => {
    if (event.key !== REFRESH_KEY) return;
    if (event.newValue === null) access = null;
    announce();
  };
  window.addEventListener("storage", follow);
  return () => window.removeEventListener("storage", follow);
}

async function exchange(call: (token: string) => Promise<Tokens>): Promise<string | null> {
  const token = refreshToken();
  if (token === null) return null;
  try {
    keepTokens(await call(token));
    return access;
  } catch (error) {
    // Only a refusal ends the session; a network failure leaves it for the next try.
    if (isProblem(error) && [400, 401, 403].includes(error.status)) dropTokens();
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/**
 * One refresh at a time, in this tab and across tabs: the refresh token rotates, and using an old one twice looks like theft.
 * Answers the new access token, or null when the session is over.
 */
export function refreshOnce(call: (token: string) => Promise<Tokens>): Promise<string | null> {
  const locks = (navigator as Partial<Navigator>).locks;
  inFlight ??= (locks ? locks.request(LOCK, () => exchange(call)) : exchange(call)).finally(() => {
    inFlight = null;
  });
  return inFlight;
}
