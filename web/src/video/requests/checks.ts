/** What a hold or an export needs before it is sent. Pure. */

export interface Draft {
  readonly cameras: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
}

/** The first thing that is wrong with the time, or null. A hold may be open at its end. */
export function timeFault({ from, to }: Draft, openEnd = false): string | null {
  if (from === null) return "Type when it begins.";
  if (to === null) return openEnd ? null : "Type when it ends.";
  if (Date.parse(to) <= Date.parse(from)) return "The end is not after the beginning.";
  return null;
}

/** May this be sent? */
export function complete(draft: Draft, words: readonly string[], openEnd = false): boolean {
  return draft.cameras.length > 0 && timeFault(draft, openEnd) === null && words.every((one) => one.trim() !== "");
}

const DAY_MS = 86_400_000;

/** A day some days from now, as YYYY-MM-DD, for a review. */
export function dayAhead(days: number, now: number): string {
  return new Date(now + days * DAY_MS).toISOString().slice(0, 10);
}
