/** When a screen locks by itself, and when the server is told that somebody is there. Pure; all times UTC milliseconds. */
export interface Presence {
  /** The last key, click, touch or movement in any tab of this browser. */
  active: number;
  /** When the server was last told. */
  told: number;
}

/** Telling more often would only cost: the server counts minutes. */
export const TELL_EVERY_MS = 60_000;

/** What has to happen now: lock the screen, tell the server that somebody is there, or nothing. */
export function presenceStep({ active, told }: Presence, now: number, lockAfterS: number | null): "lock" | "tell" | null {
  if (lockAfterS !== null && now - active >= lockAfterS * 1000) return "lock";
  if (active > told && now - told >= TELL_EVERY_MS) return "tell";
  return null;
}

export const WARN_BEFORE_MS = 10 * 60_000;

/** The absolute end of a session: far off, so near that it is said, or here. */
export function endStep(endsAt: number, now: number): "far" | "near" | "over" {
  if (now >= endsAt) return "over";
  return endsAt - now <= WARN_BEFORE_MS ? "near" : "far";
}
