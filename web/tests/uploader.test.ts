// @vitest-environment node
import { expect, test } from "vitest";
import { unreachable } from "../src/api/problem";
import type { Title } from "../src/api/contract";
import { Uploader, type Progress, type UploadPort } from "../src/studio/uploader";

const upload = { upload_id: "u", title_id: "t", part_size_bytes: 4, part_count: 3, expires_at: "" };
const file = new Blob(["abcdefghij"]); // 4 + 4 + 2
// printf abcd | openssl dgst -sha256 -binary | base64
const SHA_OF_ABCD = "iNQmb9TmM40TuEX88olXnSCciXgjuSF9o+Fhk28DFYk=";

function port(broken: Set<number>): UploadPort & { stored: string[]; completed: unknown[] } {
  const stored: string[] = [];
  const completed: unknown[] = [];
  return {
    stored, completed,
    targets: (_, parts) => Promise.resolve({ parts: parts.map(({ number, sha256_base64 }) => ({ number, url: `/${number}`, headers: { sum: sha256_base64 } })) }),
    put: async (target, part, _, onSent) => {
      if (broken.has(target.number)) throw unreachable();
      onSent(part.size);
      stored.push(`${target.number}:${await part.text()}`);
      return `"e${target.number}"`;
    },
    complete: (_, parts) => {
      completed.push(parts);
      return Promise.resolve({ id: "t" } as Title);
    },
    wait: () => Promise.resolve(),
  };
}

test("every part arrives once with its checksum, and completion lists them in order", async () => {
  const store = port(new Set());
  const seen: Progress[] = [];
  expect(await new Uploader(file, upload, store, (progress) => seen.push(progress)).run()).toEqual({ id: "t" });
  expect(store.stored.toSorted()).toEqual(["1:abcd", "2:efgh", "3:ij"]);
  expect(store.completed).toEqual([[expect.objectContaining({ number: 1, etag: '"e1"', sha256_base64: SHA_OF_ABCD }), expect.objectContaining({ number: 2 }), expect.objectContaining({ number: 3 })]]);
  expect(seen.at(-1)).toMatchObject({ phase: "done", sent: 10, total: 10 });
});

test("a broken line pauses the upload with its problem, and resuming sends only what is missing", async () => {
  const broken = new Set([2]);
  const store = port(broken);
  const seen: Progress[] = [];
  const uploader = new Uploader(file, upload, store, (progress) => seen.push(progress));
  expect(await uploader.run()).toBeNull();
  expect(seen.at(-1)).toMatchObject({ phase: "paused", problem: { document: { code: "unreachable" } } });
  expect(store.completed).toEqual([]);
  broken.clear();
  expect(await uploader.run()).toEqual({ id: "t" });
  expect(store.stored.toSorted()).toEqual(["1:abcd", "2:efgh", "3:ij"]);
});

test("pausing by hand is no problem", async () => {
  const store = port(new Set());
  const seen: Progress[] = [];
  const uploader = new Uploader(file, upload, { ...store, targets: async (id, parts, signal) => { uploader.pause(); return store.targets(id, parts, signal); }, put: (_target, _part, signal) => { signal.throwIfAborted(); return Promise.resolve(""); } }, (progress) => seen.push(progress));
  expect(await uploader.run()).toBeNull();
  expect(seen.at(-1)).toMatchObject({ phase: "paused", problem: null });
});
