/** Hits in words. Pure. */
import type { Hit, HitState, Priority } from "@/api/platesTypes";
import type { Tone } from "@/ui/cameraState";

export const HIT_STATES: Record<HitState, { label: string; tone: Tone }> = {
  new: { label: "Waits for a person", tone: "warn" }, awaiting_second: { label: "Waits for a second person", tone: "info" },
  confirmed: { label: "Confirmed", tone: "ok" }, refused: { label: "Refused", tone: "off" },
};
export const PRIORITIES: Record<Priority, { label: string; tone: Tone }> = {
  high: { label: "High", tone: "bad" }, normal: { label: "Normal", tone: "info" }, low: { label: "Low", tone: "off" },
};
export const isOpen = (hit: Pick<Hit, "state">): boolean => hit.state === "new" || hit.state === "awaiting_second";

export interface Pair { read: string; listed: string; same: boolean }
/** What was read and what is listed, letter beside letter. A listed text with * or ? has no letters to set beside. */
export function compared(read: string, listed: string): Pair[] | null {
  if (/[*?]/.test(listed)) return null;
  return Array.from({ length: Math.max(read.length, listed.length) }, (_, index) => {
    const [a, b] = [read[index] ?? "", listed[index] ?? ""];
    return { read: a, listed: b, same: a === b };
  });
}
/** "Letter 4: read 0, listed O." */
export const differenceWords = (pairs: readonly Pair[]): string => {
  const found = pairs.flatMap((pair, index) => (pair.same ? [] : [`character ${String(index + 1)}: read ${pair.read || "nothing"}, listed ${pair.listed || "nothing"}`]));
  return found.length === 0 ? "Every character is the same." : `Not the same: ${found.join("; ")}.`;
};
