import type { Me, SignUp, Terms, Tokens } from "./contract";
import { json, nothing, renewTokens, versioned, type Versioned } from "./http";
import { dropTokens, keepTokens, refreshToken } from "./tokens";

export const terms = () => json<Terms>("GET", "/v1/terms");
export const signUp = (body: SignUp) => json<{ user_id: string; code_sent_to: string }>("POST", "/v1/sign-up", { body, anonymous: true });
export const confirmSignUp = (email: string, code: string) => nothing("POST", "/v1/sign-up/confirm", { body: { email, code }, anonymous: true });
export const resendCode = (email: string) => nothing("POST", "/v1/sign-up/resend-code", { body: { email }, anonymous: true });

export async function signIn(email: string, password: string): Promise<void> {
  keepTokens(await json<Tokens>("POST", "/v1/sign-in", { body: { email, password }, anonymous: true }));
}

/** Forgets the session here even when the network does not answer. */
export async function signOut(): Promise<void> {
  const token = refreshToken();
  try {
    if (token !== null) await nothing("POST", "/v1/sign-out", { body: { refresh_token: token }, anonymous: true });
  } finally {
    dropTokens();
  }
}

export const me = () => versioned<Me>("/v1/me");

export const changeMe = (change: Partial<Pick<Me, "display_name" | "locale">>, current: Versioned<Me>) =>
  json<Me>("PATCH", "/v1/me", { body: change, ifMatch: current.etag });

export async function becomeStreamer(termsVersion: string): Promise<Me> {
  const updated = await json<Me>("POST", "/v1/me/roles/streamer", { body: { terms_version: termsVersion } });
  await renewTokens();
  return updated;
}
