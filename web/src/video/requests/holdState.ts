/** How a hold stands, in words. Pure. */

import type { Hold } from "@/api/types";
import type { Tone } from "@/ui/cameraState";

const SOON_MS = 7 * 86_400_000;

export const isReleased = (hold: Pick<Hold, "released_at">): boolean => (hold.released_at ?? null) !== null;

export function holdState(hold: Pick<Hold, "released_at" | "review_on">, now: number): { label: string; tone: Tone } {
  if (isReleased(hold)) return { label: "Released", tone: "off" };
  const review = hold.review_on === null ? Number.NaN : Date.parse(hold.review_on);
  if (review < now) return { label: "Review is due", tone: "warn" };
  if (review < now + SOON_MS) return { label: "Review soon", tone: "info" };
  return { label: "In force", tone: "ok" };
}
