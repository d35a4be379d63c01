// Development only: the small server the mock API stands on. Never part of the build.
import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Ask { params: Record<string, string>; query: URLSearchParams; body: Record<string, unknown>; user: string | null; request: IncomingMessage; response: ServerResponse }
export interface Answer { status?: number; body?: unknown; headers?: Record<string, string> }
type Handler = (ask: Ask) => Answer | Promise<Answer>;
interface Route { method: string; pattern: RegExp; handler: Handler }

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: { pointer: string; detail: string }[] | undefined;

  constructor(status: number, code: string, title: string, detail: string, errors?: { pointer: string; detail: string }[]) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

export class Router {
  private readonly routes: Route[] = [];

  on(method: string, path: string, handler: Handler): void {
    this.routes.push({ method, pattern: new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`), handler });
  }

  async serve(request: IncomingMessage, response: ServerResponse, userOf: (token: string) => string | null): Promise<boolean> {
    const url = new URL(request.url ?? "/", "http://mock");
    for (const { method, pattern, handler } of this.routes) {
      const found = pattern.exec(url.pathname);
      if (request.method !== method || !found) continue;
      const raw = url.pathname.startsWith("/v1/") ? await text(request) : "";
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
      const user = token ? userOf(token) : null;
      try {
        if (token && user === null) throw new Refusal(401, "token_expired", "Unauthorized", "The access token is not valid any more.");
        const body = raw ? (JSON.parse(raw) as Record<string, unknown>) : {};
        write(request, response, await handler({ params: found.groups ?? {}, query: url.searchParams, body, user, request, response }));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { status, code, title, detail, errors } = error;
        write(request, response, { status, body: { type: `https://madang.example/problems/${code}`, title, status, detail, code, errors, trace_id: `mock-${randomUUID().slice(0, 8)}` } });
      }
      return true;
    }
    return false;
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function write(request: IncomingMessage, response: ServerResponse, { status = 200, body, headers = {} }: Answer): void {
  if (response.writableEnded) return;
  if (body === undefined) {
    response.writeHead(status === 200 ? 204 : status, headers).end();
    return;
  }
  const isText = typeof body === "string" || Buffer.isBuffer(body);
  const bytes = isText ? body : JSON.stringify(body);
  const etag = `"${createHash("sha1").update(bytes).digest("hex").slice(0, 16)}"`;
  const type = status >= 400 ? "application/problem+json" : "application/json";
  if (request.method === "GET" && request.headers["if-none-match"] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(status, { "content-type": type, "cache-control": "no-cache", etag, ...headers }).end(bytes);
}
