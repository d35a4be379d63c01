import { decoded, type Entries } from "./protocol";
import type { Outside } from "./state";

/** Where the entries of a large room are heard besides its socket: a channel of AppSync Events. */
export interface Channel { url: string; host: string; channel: string; ticket: string }

/** Within which clients of a room that moves come for new tickets, and how soon one comes again: later than a room says it. */
export const RENEW_MS = 60_000;
export const RENEW_EVERY_MS = 300_000;
const PROTOCOL = "aws-appsync-event-ws";
const SILENT_MS = 300_000; // for as long until the service says otherwise

interface Told { type?: unknown; event?: unknown; connectionTimeoutMs?: unknown }

const base64Url = (text: string): string => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function told(data: unknown): Told {
  try {
    const message: unknown = JSON.parse(String(data));
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    return {};
  }
}

/** An event is one JSON text; some versions of the service put it into a list. */
function frames(event: unknown): Entries[] {
  const texts: unknown[] = Array.isArray(event) ? event : [event];
  return texts.map(decoded).filter((frame): frame is Entries => frame?.type === "entries");
}

/** Until what it answers is called. `lost` is called once, when the service refuses, ends or is silent for too long. */
export function listen(channel: Channel, outside: Outside, hear: (frame: Entries) => void, lost: () => void): () => void {
  const proof = { host: channel.host, Authorization: channel.ticket };
  const socket = outside.open(channel.url, [PROTOCOL, `header-${base64Url(JSON.stringify(proof))}`]);
  let patience = SILENT_MS;
  let callOff: (() => void) | null = null;
  const close = () => {
    callOff?.();
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  };
  const end = () => {
    close();
    lost();
  };
  const wait = () => {
    callOff?.();
    callOff = outside.later(end, patience);
  };
  socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init" }));
  socket.onmessage = ({ data }) => {
    const message = told(data);
    if (message.type === "connection_ack") {
      patience = Number(message.connectionTimeoutMs) || SILENT_MS;
      socket.send(JSON.stringify({ type: "subscribe", id: "room", channel: channel.channel, authorization: proof }));
    } else if (message.type === "data") frames(message.event).forEach(hear);
    if (String(message.type).endsWith("error")) end();
    else wait();
  };
  socket.onclose = end;
  wait();
  return close;
}
