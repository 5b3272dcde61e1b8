import type { KeyboardEvent } from "react";

import type { Camera } from "@/api/types";
import { stateWords } from "@/ui/cameraState";
import { StateSign } from "@/ui/StateBadge";

import classes from "./CameraMarker.module.css";

interface MarkerProps {
  camera: Camera;
  chosen: boolean;
  /** One marker at a time is in the tab order; arrows lead to the others. */
  reachable: boolean;
  onChoose: (camera: Camera) => void;
  onKey: (event: KeyboardEvent, camera: Camera) => void;
}

/** A camera on the map: its number; and where something is wrong, icon and word beside it. */
export function CameraMarker({ camera, chosen, reachable, onChoose, onKey }: MarkerProps) {
  const words = stateWords(camera.health.state);
  const well = camera.health.state === "online";
  return (
    <button
      type="button" className={classes["marker"]} data-tone={words.tone} data-well={well || undefined} data-chosen={chosen || undefined} data-camera={camera.id}
      tabIndex={reachable ? 0 : -1} aria-pressed={chosen} aria-label={well ? `${camera.number} ${camera.name}: ${words.label}` : `${camera.number} ${words.label}: ${camera.name}`}
      title={`${camera.number} ${camera.name}: ${words.label}`}
      onClick={(event) => { event.stopPropagation(); onChoose(camera); }} onKeyDown={(event) => { onKey(event, camera); }}
    >
      {!well && <StateSign state={camera.health.state} size={15} stroke={2.2} />}
      <span className={classes["number"]}>{camera.number} </span>
      {!well && <span className={classes["word"]}>{words.label}</span>}
    </button>
  );
}
