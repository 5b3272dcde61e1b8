/** What went wrong, in words for the person at the desk, with what to do about it. */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
  readonly body: unknown;

  constructor(status: number, title: string, detail: string, advice: string, body?: unknown) {
    super(detail || title);
    this.name = "ApiError";
    this.status = status;
    this.title = title;
    this.advice = advice;
    this.body = body;
  }

  /** What a page acts on where the status does not say enough (RFC 9457), such as "step-up-needed"; or "". */
  get type(): string {
    const { type } = asProblem(this.body);
    return typeof type === "string" && type !== "about:blank" ? type : "";
  }

  /** Nothing answered at all: the network or the server is away. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

const BY_STATUS: Record<number, readonly [title: string, advice: string]> = {
  400: ["The server did not understand that", "Check what was typed and try again."],
  401: ["You are signed out", "Sign in again to go on."],
  403: ["Not allowed", "Ask your manager if your role should include this."],
  404: ["Not found", "It may have been removed. Go back and open it again."],
  409: ["Somebody else changed this first", "Reload, look at the new values, and make your change again."],
  413: ["Too large", "Send a smaller file."],
  422: ["Some values are not right", "Check what was typed and try again."],
  429: ["Too many tries", "Wait a minute, then try again."],
  502: ["The server is starting or away", "Wait a moment and try again."],
  503: ["Not available now", "Wait a moment and try again."],
  507: ["The disk is full", "Tell the CCTV manager: recording may be at risk."],
};

interface Problem { type?: unknown; title?: unknown; detail?: unknown; advice?: unknown; errors?: unknown }

const asProblem = (body: unknown): Problem => (typeof body === "object" && body !== null ? (body as Problem) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** FastAPI's own 422 is a list of places and messages; make one sentence of it. */
function fieldErrors(detail: unknown): string {
  if (!Array.isArray(detail)) return "";
  return detail
    .map((item: unknown) => {
      if (typeof item !== "object" || item === null) return "";
      const { loc, msg } = item as { loc?: unknown; msg?: unknown };
      const field = Array.isArray(loc) ? String(loc.at(-1) ?? "") : "";
      return [field.replaceAll("_", " "), text(msg)].filter(Boolean).join(": ");
    })
    .filter(Boolean)
    .join("; ");
}

/** Turn a refused answer (RFC 9457 problem+json, or anything else) into an ApiError. */
export function fromProblem(status: number, body: unknown): ApiError {
  const known = BY_STATUS[status] ?? ["Something went wrong on the server", "Try again. If it stays, tell the CCTV manager what you did and when."];
  const problem = asProblem(body);
  const detail = text(problem.detail) || fieldErrors(problem.detail) || fieldErrors(problem.errors);
  return new ApiError(status, text(problem.title) || known[0], detail, text(problem.advice) || known[1], body);
}

export const unreachable = (): ApiError =>
  new ApiError(0, "The server does not answer", "", "Check the network cable. Beadle keeps trying by itself.");

/** Somebody closed the question who is there. */
export const declined = (refused: ApiError): ApiError =>
  new ApiError(refused.status, "Not done", "It needs a fresh proof of who you are, and the question was closed.", "Start it again when you are ready to give it.", { type: "step-up-declined" });

export const isOfType = (error: unknown, type: string): error is ApiError => error instanceof ApiError && error.type === type;

export interface PlainError { title: string; text: string; advice: string }

/** For a notice or an alert: a short title, one sentence, and what to do. Never a stack trace. */
export function plainError(error: unknown): PlainError {
  if (error instanceof ApiError) {
    return { title: error.title, text: error.message === error.title ? "" : error.message, advice: error.advice };
  }
  const message = error instanceof Error ? error.message : "";
  return { title: "Something went wrong on this screen", text: message, advice: "Reload the page. If it stays, tell the CCTV manager." };
}
