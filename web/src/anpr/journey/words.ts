/** A journey in words. Pure. */
import type { Clone, Leg, Pass } from "@/api/platesTypes";
import { formatDuration } from "@/ui/london";

/** "2 min 55 s usually, 2 min to 5 min 40 s for eight in ten." */
export function usualWords(leg: Pick<Leg, "usual">): string {
  if (!leg.usual) return "No usual time is known for this way.";
  const { p10, p50, p90 } = leg.usual;
  return `Usually ${formatDuration(p50)}; eight in ten take ${formatDuration(p10)} to ${formatDuration(p90)}.`;
}

/** Why a leg stands out, without saying more than the numbers do. */
export function oddWords(leg: Leg): string {
  if (!leg.odd) return "";
  if (leg.usual && leg.seconds > leg.usual.p90) return "Longer than usual: a stop on the way, another way, or a pass that was not read.";
  return "Shorter than the way allows: one of the two reads may be wrong.";
}

/** Metres along the straight line, at least. */
export const distanceWords = (metres: number): string => (metres >= 1000 ? `${(metres / 1000).toFixed(1)} km` : `${String(Math.round(metres))} m`);

/** Which passes a clone suspicion is about. */
export const isSuspect = (pass: Pass, clone: Clone | null): boolean => clone?.found === true && clone.reads.includes(pass.read.id);

/** Places in order, without standing at the same one twice running. */
export function wayOf(passes: readonly Pass[], placeOf: (camera: string) => readonly [number, number] | null): (readonly [number, number])[] {
  const way: (readonly [number, number])[] = [];
  for (const { read } of passes) {
    const place = placeOf(read.camera_id);
    const last = way.at(-1);
    if (place && (last?.[0] !== place[0] || last[1] !== place[1])) way.push(place);
  }
  return way;
}
