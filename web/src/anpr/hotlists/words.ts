/** Hotlists in words. Pure. */
import type { Entry } from "@/api/platesTypes";
import type { Tone } from "@/ui/cameraState";
import { plural } from "@/ui/words";

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** When somebody has to ask whether it is still needed. */
export function reviewState(on: string | null, now: number): { label: string; tone: Tone } {
  if (on === null) return { label: "No date", tone: "off" };
  const days = Math.ceil((Date.parse(on) - now) / DAY_MS);
  if (days < 0) return { label: `Overdue by ${plural(-days, "day")}`, tone: "bad" };
  if (days === 0) return { label: "Due today", tone: "warn" };
  return days <= SOON_DAYS ? { label: `Due in ${plural(days, "day")}`, tone: "warn" } : { label: `In ${plural(days, "day")}`, tone: "ok" };
}

export const isPartial = (plate: string): boolean => /[*?]/.test(plate);

/** What a partial entry does, in a sentence. */
export function partialWords(plate: string): string {
  const parts = [plate.includes("*") ? "* stands for any characters or none" : "", plate.includes("?") ? "? for exactly one" : ""].filter(Boolean);
  return isPartial(plate) ? `Part of a plate: ${parts.join(", ")}. Its hits are only possible, and need a person.` : "";
}

export function entryState(entry: Pick<Entry, "expired" | "expires_at">): { label: string; tone: Tone } {
  if (entry.expired) return { label: "Expired", tone: "off" };
  return entry.expires_at === null ? { label: "No end", tone: "warn" } : { label: "In force", tone: "ok" };
}

const LEAST_LETTERS = 3;
/** What is wrong with a plate for a list, or null. */
export function entryFault(plate: string): string | null {
  if (plate === "") return "Type the plate, or the part that is known.";
  if (!/^[A-Z0-9*?]+$/.test(plate)) return "A plate has letters and digits only; * and ? stand for what is not known.";
  return plate.replaceAll(/[*?]/g, "").length < LEAST_LETTERS ? `Give at least ${String(LEAST_LETTERS)} letters or digits: fewer would hit half the traffic.` : null;
}
