import type { CameraState } from "@/api/types";

export type Tone = "ok" | "warn" | "bad" | "info" | "off";

export interface StateWords { label: string; meaning: string; tone: Tone; rank: number }

/** Each state in words, worst first by rank. The icon is chosen in StateBadge; colour only repeats what they say. */
export const CAMERA_STATES: Record<CameraState, StateWords> = {
  lost: { label: "Signal lost", meaning: "The camera does not answer.", tone: "bad", rank: 0 },
  not_recording: { label: "Not recording", meaning: "Pictures arrive but do not reach the disk.", tone: "bad", rank: 1 },
  no_video: { label: "No picture", meaning: "The camera answers but sends no picture.", tone: "bad", rank: 2 },
  frozen: { label: "Frozen", meaning: "The same picture comes again and again.", tone: "warn", rank: 3 },
  covered: { label: "Covered", meaning: "Something hides the view, or it is dark.", tone: "bad", rank: 4 },
  moved: { label: "Moved", meaning: "The camera shows another view than usual.", tone: "warn", rank: 5 },
  out_of_focus: { label: "Out of focus", meaning: "The picture is blurred: lens out of focus, wet or dirty, or fog.", tone: "warn", rank: 6 },
  connecting: { label: "Connecting", meaning: "Beadle is signing in to the camera.", tone: "info", rank: 7 },
  disabled: { label: "Switched off", meaning: "Switched off by an administrator.", tone: "off", rank: 8 },
  online: { label: "Working", meaning: "Pictures arrive and are recorded where that is asked for.", tone: "ok", rank: 9 },
};

/** Words for a state. One that a newer server has invented is shown as it is, as something to look at. */
export const stateWords = (state: string): StateWords =>
  (CAMERA_STATES as Partial<Record<string, StateWords>>)[state] ?? { label: state.replaceAll("_", " "), meaning: "This screen does not know that state yet.", tone: "warn", rank: 4 };

export const isAlarm = (state: string): boolean => ["bad", "warn"].includes(stateWords(state).tone);
