import type { CameraMapProps } from "@/map/CameraMap";

/** Where a press on the map below lands. */
export const PRESSED = { latitude: 53.2346, longitude: -1.4338 };

/** Stands in for the map where nothing can be drawn: it says what it was given, and can be pressed. */
export function CameraMap({ cameras, chosen, marked = [], path = [], circle, label, onChoose, onPick }: CameraMapProps) {
  return (
    <div role="group" aria-label={label} data-chosen={chosen ?? undefined} data-path={JSON.stringify(path)} data-circle={circle ? JSON.stringify(circle) : undefined}>
      {cameras.map((camera) => <button key={camera.id} type="button" aria-pressed={marked.includes(camera.id)} onClick={() => onChoose?.(camera)}>{`${camera.number} ${camera.name} on the map`}</button>)}
      {onPick && <button type="button" onClick={() => { onPick(PRESSED); }}>Press a point</button>}
    </div>
  );
}
