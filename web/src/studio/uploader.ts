import type { PartTarget, Title, Upload, UploadedPart } from "../api/contract";

/** What the uploader needs of the API and of the network. */
export interface UploadPort {
  targets: (uploadId: string, parts: { number: number; sha256_base64: string }[], signal: AbortSignal) => Promise<{ parts: PartTarget[] }>;
  /** Sends one part to its address; answers its ETag, fails on anything but success. */
  put: (target: PartTarget, part: Blob, signal: AbortSignal, onSent: (bytes: number) => void) => Promise<string>;
  complete: (uploadId: string, parts: UploadedPart[]) => Promise<Title>;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Progress { phase: "sending" | "paused" | "completing" | "done"; sent: number; total: number; problem: unknown }

const LANES = 3;
const TRIES = 4;
const FIRST_WAIT_MS = 500;

async function sha256(part: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
  return btoa(String.fromCharCode(...digest));
}

/**
 * Sends a file in parts, three at a time, each with its SHA-256. A part that fails is tried again with growing pauses; when the
 * network stays away the upload pauses, keeps what has arrived, and `run` continues with the parts that are missing.
 */
export class Uploader {
  private readonly finished = new Map<number, UploadedPart>();
  private readonly underway = new Map<number, number>();
  private stop = new AbortController();
  private readonly file: Blob;
  private readonly upload: Upload;
  private readonly port: UploadPort;
  private readonly tell: (progress: Progress) => void;

  constructor(file: Blob, upload: Upload, port: UploadPort, tell: (progress: Progress) => void) {
    this.file = file;
    this.upload = upload;
    this.port = port;
    this.tell = tell;
  }

  pause(): void {
    this.stop.abort();
  }

  /** Sends what is missing and completes; answers the title, or null when it paused. */
  async run(): Promise<Title | null> {
    this.stop = new AbortController();
    const { signal } = this.stop;
    const missing = Array.from({ length: this.upload.part_count }, (_, n) => n + 1).filter((number) => !this.finished.has(number));
    this.report("sending");
    try {
      await Promise.all(Array.from({ length: LANES }, () => this.lane(missing, signal)));
      this.report("completing");
      const parts = [...this.finished.values()].sort((a, b) => a.number - b.number);
      const title = await this.port.complete(this.upload.upload_id, parts);
      this.report("done");
      return title;
    } catch (problem) {
      const asked = signal.aborted;
      this.stop.abort(); // the other lanes end with this one
      this.underway.clear();
      this.report("paused", asked ? null : problem);
      return null;
    }
  }

  private async lane(missing: number[], signal: AbortSignal): Promise<void> {
    for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
      await this.part(number, signal);
    }
  }

  private async part(number: number, signal: AbortSignal): Promise<void> {
    const size = this.upload.part_size_bytes;
    const part = this.file.slice((number - 1) * size, number * size);
    const checksum = await sha256(part);
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        const { parts: [target] } = await this.port.targets(this.upload.upload_id, [{ number, sha256_base64: checksum }], signal);
        if (!target) throw new Error(`no address for part ${number}`);
        const etag = await this.port.put(target, part, signal, (bytes) => this.sent(number, bytes));
        this.finished.set(number, { number, etag, sha256_base64: checksum });
        this.underway.delete(number);
        this.report("sending");
        return;
      } catch (problem) {
        this.underway.delete(number);
        if (signal.aborted || attempt === TRIES) throw problem;
        await this.port.wait(FIRST_WAIT_MS * 2 ** (attempt - 1), signal);
      }
    }
  }

  private sent(number: number, bytes: number): void {
    this.underway.set(number, bytes);
    this.report("sending");
  }

  private report(phase: Progress["phase"], problem: unknown = null): void {
    const size = this.upload.part_size_bytes;
    const whole = [...this.finished.keys()].reduce((sum, number) => sum + Math.min(size, this.file.size - (number - 1) * size), 0);
    const moving = [...this.underway.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.tell({ phase, sent: Math.min(this.file.size, whole + moving), total: this.file.size, problem });
  }
}
