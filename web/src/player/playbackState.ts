/** What a recorded picture can be, and the plain words for it. Times are seconds since 1970 (UTC). */

export type PlaybackState =
  | { readonly kind: "loading"; readonly text: string }
  | { readonly kind: "ready"; readonly text: string }
  | { readonly kind: "gap"; readonly text: string; readonly from: number | null; readonly to: number | null }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "unsupported"; readonly text: string };

export interface PlaybackSnapshot {
  readonly state: PlaybackState;
  readonly width: number;
  readonly height: number;
  /** Only key frames are shown: backwards, or faster than this machine decodes. */
  readonly keyFramesOnly: boolean;
  /** Bytes that a second of this footage has, rounded; null until some is known. */
  readonly bytesPerSecond: number | null;
  /** Address of a still picture for this moment where the browser cannot play the footage. */
  readonly still: string | null;
}

export const LOADING: PlaybackState = { kind: "loading", text: "Loading…" };
export const READY: PlaybackState = { kind: "ready", text: "Recorded" };

export const FIRST_PLAYBACK: PlaybackSnapshot = {
  state: LOADING,
  width: 0,
  height: 0,
  keyFramesOnly: false,
  bytesPerSecond: null,
  still: null,
};

/** Whether two states say the same, so that a listener need not be woken. */
export function sameState(a: PlaybackState, b: PlaybackState): boolean {
  if (a.kind !== b.kind || a.text !== b.text) return false;
  return a.kind !== "gap" || b.kind !== "gap" || (a.from === b.from && a.to === b.to);
}
