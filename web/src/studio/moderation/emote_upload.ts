import { problemOf, unreachable } from "../../api/problem";
import { beginEmote, completeEmote, type EmoteAudience } from "../../api/social";

const MOST_BYTES = 256 * 1024;
const TYPES = ["image/png", "image/webp"];

/** 3 to 20 letters and digits of any script. */
export const isCode = (code: string): boolean => /^[\p{L}\p{N}]{3,20}$/u.test(code);

/** A first idea, from the file's name. */
export const codeFrom = (fileName: string): string => fileName.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}]/gu, "").slice(0, 20);

/** What can be told before sending; the server decodes the picture. */
export function problemOfFile(file: Pick<File, "type" | "size">): "type" | "size" | null {
  if (!TYPES.includes(file.type)) return "type";
  return file.size > MOST_BYTES ? "size" : null;
}

export async function sendEmote(roomId: string, file: File, code: string, audience: EmoteAudience): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const sha256 = btoa(String.fromCharCode(...digest));
  const upload = await beginEmote(roomId, { code, audience, content_type: file.type, size_bytes: file.size, sha256_base64: sha256 });
  let answer: Response;
  try {
    answer = await fetch(upload.url, { method: "PUT", headers: upload.headers, body: file });
  } catch {
    throw unreachable();
  }
  if (!answer.ok) throw await problemOf(answer);
  await completeEmote(roomId, upload.code);
}
