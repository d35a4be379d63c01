import type { Tokens } from "./contract";
import { problemOf, unreachable } from "./problem";
import { accessToken, hasSession, refreshOnce } from "./tokens";

/** A resource with the version that If-Match needs. */
export interface Versioned<Value> { value: Value; etag: string | null }

interface Call {
  body?: unknown;
  ifMatch?: string | null | undefined;
  /** The same on every try of one attempt, so that it happens once. */
  idempotencyKey?: string;
  /** Outlives the page: for the last words of a closing tab. */
  keepalive?: boolean;
  signal?: AbortSignal | undefined;
  /** Without the caller's token: a refused password is no expired session. */
  anonymous?: boolean;
}

async function send(method: string, path: string, call: Call, token: string | null): Promise<Response> {
  const headers = new Headers({ Accept: "application/json, application/problem+json", "Accept-Language": document.documentElement.lang });
  if (call.body !== undefined) headers.set("Content-Type", "application/json");
  if (token !== null) headers.set("Authorization", `Bearer ${token}`);
  if (call.ifMatch) headers.set("If-Match", call.ifMatch);
  if (call.idempotencyKey !== undefined) headers.set("Idempotency-Key", call.idempotencyKey);
  const init: RequestInit = { method, headers, credentials: "same-origin", keepalive: call.keepalive ?? false };
  if (call.body !== undefined) init.body = JSON.stringify(call.body);
  if (call.signal) init.signal = call.signal;
  try {
    return await fetch(path, init);
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw unreachable();
  }
}

async function refresh(token: string): Promise<Tokens> {
  const response = await send("POST", "/v1/sign-in/refresh", { body: { refresh_token: token } }, null);
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Tokens;
}

/** The caller's access token, fetched with the refresh token after a reload; null for a visitor. */
async function currentToken(): Promise<string | null> {
  return accessToken() ?? (hasSession() ? refreshOnce(refresh) : null);
}

/** Sends one call; an expired access token is renewed once and the call repeated. Fails with a Problem. */
export async function answer(method: string, path: string, call: Call = {}): Promise<Response> {
  const token = call.anonymous ? null : await currentToken();
  let response = await send(method, path, call, token);
  if (response.status === 401 && token !== null) {
    const renewed = await refreshOnce(refresh);
    if (renewed !== null) response = await send(method, path, call, renewed);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function json<Value>(method: string, path: string, call: Call = {}): Promise<Value> {
  const response = await answer(method, path, call);
  return (await response.json()) as Value;
}

export async function versioned<Value>(path: string): Promise<Versioned<Value>> {
  const response = await answer("GET", path);
  return { value: (await response.json()) as Value, etag: response.headers.get("etag") };
}

export async function nothing(method: string, path: string, call: Call = {}): Promise<void> {
  await answer(method, path, call);
}

/** Renews the tokens at once, so that a new group shows in them. */
export async function renewTokens(): Promise<void> {
  await refreshOnce(refresh);
}

export function query(values: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()}`;
}

export const at = (id: string): string => encodeURIComponent(id);
