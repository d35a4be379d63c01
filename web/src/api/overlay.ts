import { at, query } from "./http";
import { problemOf } from "./problem";

export interface Alert { number: number; show: boolean; donor_name: string; message: string; amount_minor: number; currency: string }
export interface Alerts { last: number; shown: number; items: Alert[] }

/** With the overlay's own token and nobody's session: the page runs in a browser source, where nobody signs in. */
async function ask(token: string, method: string, path: string, body?: object): Promise<unknown> {
  const headers: Record<string, string> = { "Overlay-Token": token, Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method, headers, cache: "no-store", credentials: "omit", ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

/** What waits behind a number; null asks the server which was shown last. */
export const alertsAfter = (channelId: string, token: string, after: number | null) => ask(token, "GET", `/v1/overlays/${at(channelId)}/alerts${query({ after })}`) as Promise<Alerts>;
export const markShown = (channelId: string, token: string, number: number) => ask(token, "POST", `/v1/overlays/${at(channelId)}/shown`, { number });
