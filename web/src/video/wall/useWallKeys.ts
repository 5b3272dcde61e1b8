/** The wall by keyboard. */

import { useShortcuts, type Shortcut } from "@/ui/shortcuts";

import type { Direction } from "./shapes";
import type { WallAct, WallState } from "./wallState";

export interface WallKeys {
  readonly wall: WallState;
  readonly act: (act: WallAct) => void;
  readonly full: () => void;
  readonly mayReplay: boolean;
  readonly tourRunning: boolean;
  readonly stopTour: () => void;
  readonly openPlayback: (camera: string) => void;
}

const ARROWS: readonly (readonly [string, Direction])[] = [
  ["ArrowLeft", "left"], ["ArrowRight", "right"], ["ArrowUp", "up"], ["ArrowDown", "down"],
];

export function wallShortcuts({ wall, act, full, mayReplay, tourRunning, stopTour, openPlayback }: WallKeys): Shortcut[] {
  const index = wall.selected;
  const camera = wall.tiles[index] ?? null;
  const replaying = wall.replays.includes(index);
  const back = () => {
    if (replaying) act({ type: "replay", index, on: false });
    else if (wall.enlarged !== null) act({ type: "enlarge", index: null });
    else if (tourRunning) stopTour();
  };
  const replays: Shortcut[] = [
    { key: "r", label: "Replay the last 30 seconds, or back to live", run: () => { if (camera !== null) act({ type: "replay", index, on: !replaying }); } },
    { key: "p", label: "Open the camera in playback", run: () => { if (camera !== null) openPlayback(camera); } },
  ];
  return [
    ...ARROWS.map(([key, direction], at) => ({
      key, shown: at === 0 ? "Arrows" : "", label: at === 0 ? "Select another tile" : "", run: () => { act({ type: "move", direction }); },
    })),
    ...ARROWS.map(([key, direction], at) => ({
      key: `alt+${key}`, shown: at === 0 ? "Alt arrows" : "", label: at === 0 ? "Carry the picture to another tile" : "",
      run: () => { act({ type: "carry", direction }); },
    })),
    { key: "Enter", label: "Enlarge the selected tile, or back", run: () => { act({ type: "enlarge", index: wall.enlarged === null && camera !== null ? index : null }); } },
    { key: "Escape", label: "Back: from replay, from enlarged, from a tour", run: back },
    ...(mayReplay ? replays : []),
    { key: "Delete", shown: "Del", label: "Take the camera off the wall", run: () => { act({ type: "remove", index }); } },
    { key: "f", label: "Full screen", run: full },
  ];
}

export function useWallKeys(keys: WallKeys): void {
  useShortcuts(wallShortcuts(keys), "Wall");
}
