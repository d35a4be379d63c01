import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { json } from "../src/api/http";
import { Problem } from "../src/api/problem";
import { accessToken, dropTokens, hasSession, keepTokens } from "../src/api/tokens";

type Reply = () => Response;
const problem = (status: number, code: string) => new Response(JSON.stringify({ type: "t", title: "No", status, detail: "", code, trace_id: "x" }), { status });
const tokens = (n: number) => new Response(JSON.stringify({ access_token: `a${n}`, refresh_token: `r${n}`, expires_in: 300, token_type: "Bearer" }));
let calls: { path: string; token: string | null }[] = [];

function serve(reply: (path: string, token: string | null) => ReturnType<Reply>) {
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const token = new Headers(init.headers).get("authorization");
    calls.push({ path, token });
    return Promise.resolve(reply(path, token));
  });
}

beforeEach(() => {
  calls = [];
  dropTokens();
});
afterEach(() => vi.unstubAllGlobals());

test("many refused calls refresh once, and every one of them is repeated with the new token", async () => {
  keepTokens({ access_token: "old", refresh_token: "r0", expires_in: 1, token_type: "Bearer" });
  serve((path, token) => {
    if (path === "/v1/sign-in/refresh") return tokens(1);
    return token === "Bearer a1" ? new Response("{}") : problem(401, "token_expired");
  });
  await Promise.all([json("GET", "/v1/me"), json("GET", "/v1/me/channels"), json("GET", "/v1/titles")]);
  expect(calls.filter(({ path }) => path === "/v1/sign-in/refresh")).toHaveLength(1);
  expect(accessToken()).toBe("a1");
  expect(localStorage.getItem("madang.refresh")).toBe("r1");
});

test("a second refusal is not answered with another refresh", async () => {
  keepTokens({ access_token: "old", refresh_token: "r0", expires_in: 1, token_type: "Bearer" });
  serve((path) => (path === "/v1/sign-in/refresh" ? tokens(1) : problem(401, "no_such_user")));
  await expect(json("GET", "/v1/me")).rejects.toMatchObject({ document: { code: "no_such_user" } });
  expect(calls.map(({ path }) => path)).toEqual(["/v1/me", "/v1/sign-in/refresh", "/v1/me"]);
});

test("a refused refresh ends the session; a network failure does not", async () => {
  keepTokens({ access_token: "old", refresh_token: "r0", expires_in: 1, token_type: "Bearer" });
  serve((path) => {
    if (path === "/v1/sign-in/refresh") throw new TypeError("offline");
    return problem(401, "token_expired");
  });
  await expect(json("GET", "/v1/me")).rejects.toBeInstanceOf(Problem);
  expect(hasSession()).toBe(true);
  serve(() => problem(401, "refresh_reused"));
  await expect(json("GET", "/v1/me")).rejects.toMatchObject({ document: { status: 401 } });
  expect(hasSession()).toBe(false);
});

test("after a reload the refresh token alone is enough", async () => {
  localStorage.setItem("madang.refresh", "r0");
  serve((path, token) => (path === "/v1/sign-in/refresh" ? tokens(2) : new Response(JSON.stringify({ token }))));
  expect(await json("GET", "/v1/me")).toEqual({ token: "Bearer a2" });
  expect(calls.map(({ path }) => path)).toEqual(["/v1/sign-in/refresh", "/v1/me"]);
});
