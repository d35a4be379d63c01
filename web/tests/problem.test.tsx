import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Problem, problemOf, unreachable } from "../src/api/problem";
import { ProblemPanel } from "../src/ui/problem_panel";
import { SpeechProvider } from "../src/words";

afterEach(cleanup);
const document_ = { type: "t", title: "Check the form", status: 422, detail: "Two fields are wrong.", code: "invalid_payload", trace_id: "1-abc", errors: [{ pointer: "/name", detail: "Too short." }, { pointer: "/tags/0", detail: "Unknown." }] };
const show = (error: unknown, shown: string[] = []) => {
  localStorage.setItem("madang.locale", "en");
  render(<SpeechProvider><ProblemPanel error={error} shown={shown} /></SpeechProvider>);
  return screen.getByRole("alert").textContent;
};

test("a problem document is shown with title, detail and trace, without what stands beside its field", () => {
  const text = show(new Problem(document_), ["/name"]);
  expect(text).toContain("Check the form");
  expect(text).toContain("Two fields are wrong.");
  expect(text).toContain("1-abc");
  expect(text).toContain("Unknown.");
  expect(text).not.toContain("Too short.");
});

test("an unreachable server is said in the reader's language", () => {
  expect(show(unreachable())).toContain("The server cannot be reached");
});

test("a field finds its own sentence, with or without the fragment sign", () => {
  expect(new Problem(document_).beside("/name")).toBe("Too short.");
  expect(new Problem({ ...document_, errors: [{ pointer: "#/name", detail: "Taken." }] }).beside("/name")).toBe("Taken.");
  expect(new Problem(document_).beside("/email")).toBeNull();
});

test("an answer that is no problem document still becomes one", async () => {
  const problem = await problemOf(new Response("<html>", { status: 502, statusText: "Bad Gateway", headers: { "apigw-requestid": "gw-1" } }));
  expect(problem.document).toMatchObject({ status: 502, title: "Bad Gateway", code: "http_502", trace_id: "gw-1" });
});
