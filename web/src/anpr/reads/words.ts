/** A read in words. Pure. */
import type { Read } from "@/api/platesTypes";
import type { Tone } from "@/ui/cameraState";

export const cameraWords = (read: Pick<Read, "camera" | "camera_number">): string => `${String(read.camera_number)} ${read.camera}`;

export interface StateWords { label: string; meaning: string; tone: Tone }
export function readState(read: Pick<Read, "final" | "confirmed">): StateWords {
  if (!read.final) return { label: "Provisional", meaning: "The vehicle is still in view: a better look may change this.", tone: "warn" };
  if (read.confirmed) return { label: "Final", meaning: "No better look will come, and it is sure enough to alert.", tone: "ok" };
  return { label: "Final, unsure", meaning: "No better look will come. It is not sure enough to alert by itself.", tone: "info" };
}

/** "Blue car", or "" where the camera says nothing. */
export function vehicleWords(read: Pick<Read, "vehicle_color" | "vehicle_kind">): string {
  const words = [read.vehicle_color, read.vehicle_kind].map((one) => one.replaceAll("_", " ").toLowerCase()).filter((one) => one !== "" && one !== "unknown").join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const shortDirection = (direction: string): string => (direction === "towards" ? "Towards" : direction === "away" ? "Away" : "Not known");

const BEFORE_S = 4;
/** Playback of that camera, a little before the moment. */
export const playbackLink = (read: Pick<Read, "camera_id" | "at">): string =>
  `/playback?${new URLSearchParams({ camera: read.camera_id, at: new Date(Date.parse(read.at) - BEFORE_S * 1000).toISOString() }).toString()}`;

export function sourceWords(read: Pick<Read, "source" | "adapter">): string {
  return read.source === "own" ? "Beadle, from the camera's video" : `The camera itself${read.adapter === "" ? "" : ` (${read.adapter})`}`;
}

/** Indexes at which two texts differ; where one is longer, its rest differs. */
export function differences(a: string, b: string): number[] {
  const found: number[] = [];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) if (a[index] !== b[index]) found.push(index);
  return found;
}
