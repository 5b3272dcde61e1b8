/** Playback by keyboard. */

import type { KeyboardEvent } from "react";

import type { PlaybackClock } from "@/player/PlaybackClock";
import { SPEEDS } from "@/player/playbackRules";
import { useShortcuts, type Shortcut } from "@/ui/shortcuts";

export interface PlaybackActs {
  readonly clock: PlaybackClock;
  readonly markIn: () => void;
  readonly markOut: () => void;
  readonly clearRange: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly panBy: (share: number) => void;
  readonly nextCamera: (step: 1 | -1) => void;
  readonly toGap: (direction: 1 | -1) => void;
  readonly toNewest: () => void;
  readonly still: () => void;
}

const SHORT = 10;
const LONG = 60;

/** The next speed in the direction that a key asks for: J slower and then backwards, L faster. */
export function nextSpeed(rate: number, direction: 1 | -1): number {
  if (direction === 1) {
    if (rate < 0) return 1;
    return SPEEDS.find((one) => one > rate) ?? 16;
  }
  if (rate <= -8) return -8;
  if (rate < 0) return rate * 2;
  return rate > 1 ? (SPEEDS.findLast((one) => one < rate) ?? 1) : -1;
}

function shuttle(clock: PlaybackClock, direction: 1 | -1): void {
  const { playing, rate } = clock.snapshot();
  if (playing) clock.setRate(nextSpeed(rate, direction));
  else clock.setRate(direction);
  clock.play();
}

function slow(clock: PlaybackClock): void {
  const { rate } = clock.snapshot();
  clock.setRate(rate === 0.25 ? 1 : rate === 0.5 ? 0.25 : 0.5);
}

export function jumpFor(event: { key: string; shiftKey: boolean }): number {
  return (event.key === "ArrowLeft" ? -1 : 1) * (event.shiftKey ? LONG : SHORT);
}

export function playbackShortcuts(acts: PlaybackActs): Shortcut[] {
  const { clock } = acts;
  return [
    { key: " ", label: "Play or pause", run: () => { clock.toggle(); } },
    { key: "ArrowLeft", shown: "Left, Right", label: "10 seconds back or on (with Shift 1 minute)", run: (event) => { clock.jump(jumpFor(event)); } },
    { key: "ArrowRight", label: "", shown: "", run: (event) => { clock.jump(jumpFor(event)); } },
    { key: ",", shown: ", .", label: "One frame back or on", run: () => { clock.step(-1); } },
    { key: ".", label: "", shown: "", run: () => { clock.step(1); } },
    { key: "j", label: "Backwards, and faster each time", run: () => { shuttle(clock, -1); } },
    { key: "k", label: "Pause", run: () => { clock.pause(); } },
    { key: "l", label: "Forwards, and faster each time", run: () => { shuttle(clock, 1); } },
    { key: "m", label: "Half speed, quarter speed, normal", run: () => { slow(clock); } },
    { key: "[", shown: "[ or I", label: "Range begins here", run: acts.markIn },
    { key: "i", label: "", shown: "", run: acts.markIn },
    { key: "]", shown: "] or O", label: "Range ends here", run: acts.markOut },
    { key: "o", label: "", shown: "", run: acts.markOut },
    { key: "x", label: "Clear the range", run: acts.clearRange },
    { key: "+", shown: "+ -", label: "Show less or more of the time line", run: () => { acts.zoomBy(0.5); } },
    { key: "=", label: "", shown: "", run: () => { acts.zoomBy(0.5); } },
    { key: "-", label: "", shown: "", run: () => { acts.zoomBy(2); } },
    { key: "PageUp", shown: "Page up, Page down", label: "Earlier or later on the time line", run: () => { acts.panBy(-0.5); } },
    { key: "PageDown", label: "", shown: "", run: () => { acts.panBy(0.5); } },
    { key: "ArrowUp", shown: "Up, Down", label: "Another camera", run: () => { acts.nextCamera(-1); } },
    { key: "ArrowDown", label: "", shown: "", run: () => { acts.nextCamera(1); } },
    { key: "g", label: "Next gap of the camera (with Shift the one before)", run: (event) => { acts.toGap(event.shiftKey ? -1 : 1); } },
    { key: "n", label: "To the newest recording", run: acts.toNewest },
    { key: "s", label: "Save a still of the camera", run: acts.still },
  ];
}

/** Registers the keys; what comes back handles the arrows while the time line itself has the focus. */
export function usePlaybackKeys(acts: PlaybackActs): (event: KeyboardEvent) => void {
  const shortcuts = playbackShortcuts(acts);
  useShortcuts(shortcuts, "Playback");
  return (event) => {
    if (!event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
    const found = shortcuts.find((one) => one.key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found.run(event.nativeEvent);
  };
}
