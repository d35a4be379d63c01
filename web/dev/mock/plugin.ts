// Development only: the contract of the public API in memory, so that the pages can be built without a backend.
// `npm run dev:media` first draws the clips it plays. Sign in as yuna@example.com or viewer@example.com, "Courtyard-1!"; every code is 123456.
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { channelRoutes } from "./channels.ts";
import { media } from "./hls.ts";
import { Refusal, Router } from "./http.ts";
import { identity, userOf } from "./identity.ts";
import { viewing } from "./viewing.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", ".media");

export function mockMadang(): Plugin {
  const router = new Router();
  identity(router);
  viewing(router);
  channelRoutes(router);
  router.on("GET", "/v1/.*", () => {
    throw new Refusal(404, "not_found", "Not found", "No such route in the mock.");
  });
  const serve = async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? "/", "http://mock");
    if (url.pathname.startsWith("/media/")) await media(root, url, response);
    else if (!/^\/(v1|mock)\//.test(url.pathname) || !(await router.serve(request, response, userOf))) next();
  };
  const serveOn = (middlewares: { use: (handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void) => unknown }) => {
    middlewares.use((request, response, next) => {
      serve(request, response, next).catch((error: unknown) => {
        console.error("mock:", error);
        response.destroy();
      });
    });
  };
  return { name: "madang-mock", configureServer: ({ middlewares }) => serveOn(middlewares), configurePreviewServer: ({ middlewares }) => serveOn(middlewares) };
}
