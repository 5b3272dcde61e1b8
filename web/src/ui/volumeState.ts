import type { Tone } from "./cameraState";

const WELL = new Set(["ready", "writing"]);
export const isVolumeWell = (state: string): boolean => WELL.has(state);

const WORDS: Record<string, string> = {
  read_only: "Read-only", missing: "Not there", full: "Full", closed: "Not in use",
};

/** A disk's state in words and tone. Unknown words from a newer server are shown as they are, as a fault. */
export function volumeWords(state: string): { label: string; tone: Tone } {
  if (isVolumeWell(state)) return { label: "In order", tone: "ok" };
  return { label: WORDS[state] ?? state.replaceAll("_", " "), tone: "bad" };
}
