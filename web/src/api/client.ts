/**
 * One door to the server: same origin, session cookie, CSRF header on every change, errors in plain words.
 * The path is everything after /api. Answers are typed by the caller from types.ts.
 */
import { ApiError, declined, fromProblem, isOfType, unreachable } from "./errors";
import { askStepUp, proofsGiven } from "./stepUp";

type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];
export interface RequestOptions {
  query?: Record<string, QueryValue>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with its media type: a CSV file, say. */
  raw?: { content: Blob | string; type: string };
  signal?: AbortSignal;
  /** Asked by a timer, not by a person: it does not keep a session from idling out. */
  background?: boolean;
}
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

let csrf = "";
const signedOut = new Set<() => void>();
const problems = new Set<(type: string) => void>();
const reach = new Set<(reachable: boolean) => void>();

export const setCsrf = (token: string): void => { csrf = token; };
/** Told when the server says 401 to something other than asking who we are. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener);
  return () => { signedOut.delete(listener); };
}
/** Told the type of every refusal that has one, such as "session-locked" or "must-choose-password". */
export function onProblem(listener: (type: string) => void): () => void {
  problems.add(listener);
  return () => { problems.delete(listener); };
}
/** Told after each request whether the server answered at all. */
export function onReach(listener: (reachable: boolean) => void): () => void {
  reach.add(listener);
  return () => { reach.delete(listener); };
}

/** The address of something under /api, for an <img>, a download link or a WebSocket. */
export function apiPath(path: string, query?: RequestOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string | number | boolean]) {
      search.append(name, String(one));
    }
  }
  const tail = search.size > 0 ? `?${search.toString()}` : "";
  return `/api${path}${tail}`;
}

/** ws: or wss: address on this origin. */
export function socketUrl(path: string, query?: RequestOptions["query"]): string {
  const url = new URL(apiPath(path, query), window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const kind = response.headers.get("content-type") ?? "";
  if (kind.includes("json")) return (await response.json()) as unknown;
  return await response.text();
}

function build(method: Method, options: RequestOptions): RequestInit {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET" && csrf !== "") headers["x-beadle-csrf"] = csrf;
  if (options.background === true) headers["x-beadle-background"] = "1";
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  } else if (options.raw) {
    headers["content-type"] = options.raw.type;
    init.body = options.raw.content;
  }
  if (options.signal) init.signal = options.signal;
  return init;
}

async function attempt<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(apiPath(path, options.query), window.location.origin), build(method, options));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    for (const tell of reach) tell(false);
    throw unreachable();
  }
  for (const tell of reach) tell(response.status !== 502 && response.status !== 504);
  const body = await readBody(response).catch(() => undefined);
  if (response.ok) return body as T;
  if (response.status === 401 && path !== "/session") for (const tell of signedOut) tell();
  const refused = fromProblem(response.status, body);
  if (refused.type !== "") for (const tell of problems) tell(refused.type);
  throw refused;
}

/** One request. Where it needs a fresh proof of who is there, the person is asked and it is sent once more. */
async function send<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
  const before = proofsGiven();
  try {
    return await attempt<T>(method, path, options);
  } catch (refused) {
    // A timer asks nobody anything.
    if (!isOfType(refused, "step-up-needed") || options.background === true) throw refused;
    if (proofsGiven() === before && !(await askStepUp())) throw declined(refused);
    return await attempt<T>(method, path, options);
  }
}

export const api = {
  get: <T>(path: string, options: RequestOptions = {}) => send<T>("GET", path, options),
  post: <T>(path: string, options: RequestOptions = {}) => send<T>("POST", path, options),
  put: <T>(path: string, options: RequestOptions = {}) => send<T>("PUT", path, options),
  patch: <T>(path: string, options: RequestOptions = {}) => send<T>("PATCH", path, options),
  delete: <T>(path: string, options: RequestOptions = {}) => send<T>("DELETE", path, options),
};

/** A refused request is not worth repeating; a silent or starting server is. */
export function worthRetrying(failures: number, error: unknown): boolean {
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false;
  return failures < 2;
}
