import { useComputedColorScheme } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import { createPortal } from "react-dom";

import type { Camera } from "@/api/types";

import { CameraMarker } from "./CameraMarker";
import { MapCanvas, type Place } from "./MapCanvas";
import { isDirection, neighbour } from "./neighbours";
import classes from "./TownMap.module.css";
import type { TownMapProps } from "./CameraMap";

const placed = (cameras: readonly Camera[]): Camera[] => cameras.filter((one) => one.latitude !== null && one.longitude !== null);

/** The town with its cameras. Loaded on its own, because the drawing library is large. */
export default function TownMap({ cameras, town, chosen = null, marked = NONE, path = NO_PATH, circle = null, onChoose, onPick, label }: TownMapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<MapCanvas | null>(null);
  const [fault, setFault] = useState(false);
  const scheme = useComputedColorScheme("dark");
  const shown = useMemo(() => placed(cameras), [cameras]);
  const hosts = useMarkerHosts(canvas, shown);
  const pick = useRef(onPick);
  useEffect(() => { pick.current = onPick; }, [onPick]);

  useEffect(() => {
    if (!frame.current) return undefined;
    let made: MapCanvas | null = null;
    try {
      made = new MapCanvas(frame.current, { label, onPick: (place: Place) => pick.current?.(place) });
      setCanvas(made);
    } catch {
      // No WebGL on this desk: say so; the list beside the map has everything.
      setFault(true);
    }
    return () => { made?.close(); setCanvas(null); };
  }, [label]);

  useEffect(() => { canvas?.draw(town, shown, { path, circle }); }, [canvas, town, shown, path, circle, scheme]);
  useEffect(() => { canvas?.choose(shown.find((one) => one.id === chosen) ?? null); }, [canvas, chosen, shown]);

  const onKey = (event: KeyboardEvent, camera: Camera) => {
    if (!isDirection(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = neighbour(shown, camera, event.key);
    if (!next) return;
    onChoose?.(next);
    hosts.get(next.id)?.querySelector("button")?.focus({ preventScroll: true });
  };
  const reachable = shown.some((one) => one.id === chosen) ? chosen : shown[0]?.id;

  return (
    <div className={classes["frame"]}>
      {fault && <p className={classes["fault"]}>This desk cannot draw the map. The list has every camera.</p>}
      <div ref={frame} className={classes["map"]} data-picking={onPick ? true : undefined} />
      {shown.map((camera) => {
        const host = hosts.get(camera.id);
        return host && createPortal(
          <CameraMarker camera={camera} chosen={camera.id === chosen || marked.includes(camera.id)} reachable={camera.id === reachable} onChoose={(one) => onChoose?.(one)} onKey={onKey} />,
          host, camera.id,
        );
      })}
    </div>
  );
}

/** One element per placed camera, kept at its place by the canvas; found anew when cameras come or go. */
function useMarkerHosts(canvas: MapCanvas | null, cameras: readonly Camera[]): ReadonlyMap<string, HTMLElement> {
  const watch = useCallback((changed: () => void) => canvas?.onPlaced(changed) ?? (() => undefined), [canvas]);
  const hosts = useSyncExternalStore(watch, () => canvas?.hosts ?? NO_HOSTS);
  useEffect(() => { canvas?.place(cameras); }, [canvas, cameras]);
  return hosts;
}
const NONE: readonly string[] = [];
const NO_PATH: readonly (readonly [number, number])[] = [];
const NO_HOSTS: ReadonlyMap<string, HTMLElement> = new Map();
