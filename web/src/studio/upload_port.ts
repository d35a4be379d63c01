import type { PartTarget } from "../api/contract";
import { problemOf, unreachable } from "../api/problem";
import { completeUpload, partTargets } from "../api/titles";
import type { UploadPort } from "./uploader";

/** One PUT with progress, which fetch cannot tell. The store must expose its ETag header to the page (CORS). */
function put(target: PartTarget, part: Blob, signal: AbortSignal, onSent: (bytes: number) => void): Promise<string> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", abort);
      act();
    };
    request.open("PUT", target.url);
    Object.entries(target.headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onerror = () => settle(() => fail(unreachable()));
    request.onabort = () => settle(() => fail(new DOMException("stopped", "AbortError")));
    request.onload = () => settle(() => {
      if (request.status >= 200 && request.status < 300) done(request.getResponseHeader("ETag") ?? "");
      else void problemOf(new Response(request.responseText, { status: request.status })).then(fail);
    });
    signal.addEventListener("abort", abort);
    request.send(part);
  });
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(new DOMException("stopped", "AbortError"));
    }, { once: true });
  });
}

export const browserPort: UploadPort = { targets: partTargets, put, complete: completeUpload, wait };
