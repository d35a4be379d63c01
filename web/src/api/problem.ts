/** An RFC 9457 problem document, as every failing answer of the API is. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { pointer: string; detail: string }[];
  trace_id: string;
}

export class Problem extends Error {
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail || document.title);
    this.name = "Problem";
    this.document = document;
  }

  get code(): string {
    return this.document.code;
  }

  get status(): number {
    return this.document.status;
  }

  /** The sentence that belongs beside one field, by its JSON pointer ("/email"), or null. */
  beside(pointer: string): string | null {
    return this.document.errors?.find((error) => error.pointer.replace(/^#/, "") === pointer)?.detail ?? null;
  }
}

/** No answer came at all; the words for it are the page's own. */
export const UNREACHABLE = "unreachable";

export function unreachable(): Problem {
  return new Problem({ type: "about:blank", title: "", status: 0, detail: "", code: UNREACHABLE, trace_id: "" });
}

function isProblemDocument(body: unknown): body is Partial<ProblemDocument> & { title: string } {
  return typeof body === "object" && body !== null && "title" in body && typeof body.title === "string";
}

/** Reads a failing answer; a gateway's or CDN's own error page still becomes a problem with its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const trace = response.headers.get("x-request-id") ?? response.headers.get("apigw-requestid") ?? "";
  const plain = { type: "about:blank", title: response.statusText, status: response.status, detail: "", code: `http_${response.status}`, trace_id: trace };
  return new Problem(isProblemDocument(body) ? { ...plain, ...body } : plain);
}

export const isProblem = (error: unknown, code?: string): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);
