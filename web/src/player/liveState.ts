/** What a live picture can be, and the plain words for it. */

export type LiveState =
  | { readonly kind: "connecting"; readonly text: string }
  | { readonly kind: "playing"; readonly text: string }
  | { readonly kind: "lost"; readonly text: string; readonly retryInMs: number | null }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "unsupported"; readonly text: string };

export interface LiveSnapshot {
  readonly state: LiveState;
  /** Name, width and height of the stream as it came; null before the first. */
  readonly stream: string | null;
  readonly width: number;
  readonly height: number;
  readonly latencyMs: number | null;
  /** False where this machine's clock and the server's differ: the figure then leaves the network out. */
  readonly clocksAgree: boolean;
  readonly framesShown: number;
  /** Address of the newest still picture where video cannot be played, else null. */
  readonly still: string | null;
}

export const CONNECTING: LiveState = { kind: "connecting", text: "Connecting…" };
export const PLAYING: LiveState = { kind: "playing", text: "Live" };

export const FIRST: LiveSnapshot = {
  state: CONNECTING,
  stream: null,
  width: 0,
  height: 0,
  latencyMs: null,
  clocksAgree: true,
  framesShown: 0,
  still: null,
};

const REFUSALS: Readonly<Record<number, string>> = {
  1008: "You may not watch this camera. Ask a supervisor if you need to.",
  4401: "You are signed out. Sign in again to go on watching.",
  4403: "You may not watch this camera. Ask a supervisor if you need to.",
  4404: "There is no such camera any more. Choose another.",
};

/** Words for a close code that means no, or null where trying again makes sense. */
export function refusalOf(code: number, reason: string): LiveState | null {
  const words = REFUSALS[code];
  if (words === undefined) return null;
  return { kind: "refused", text: reason === "" ? words : reason };
}

/** The picture is gone; the player tries again in `retryInMs` (null: it waits on the open connection). */
export function lost(reason: string, retryInMs: number | null): LiveState {
  return { kind: "lost", text: reason === "" ? "Picture lost. Trying again." : reason, retryInMs };
}

export function unsupported(mime: string): LiveState {
  const codec = /hvc1|hev1/.test(mime) ? "H.265" : "this video";
  return { kind: "unsupported", text: `This browser cannot play ${codec}. Still pictures are shown instead.` };
}
