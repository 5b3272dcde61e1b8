import { Loader } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { FeatureCollection } from "geojson";

import { useBaseMap } from "@/api/cameras";
import type { Camera } from "@/api/types";

import type { Circle } from "./sector";
import classes from "./TownMap.module.css";

const TownMap = lazy(() => import("./TownMap"));
const BLANK: FeatureCollection = { type: "FeatureCollection", features: [] };

export interface CameraMapProps {
  cameras: readonly Camera[];
  chosen?: string | null;
  /** Cameras that are chosen together, beside the one whose view is lit. */
  marked?: readonly string[];
  /** A way through the town, in order, as [longitude, latitude]. */
  path?: readonly (readonly [number, number])[];
  /** A circle on the ground that something is about. */
  circle?: Circle | null;
  onChoose?: (camera: Camera) => void;
  /** Where the map was clicked, for putting a camera in its place. */
  onPick?: (place: { latitude: number; longitude: number }) => void;
  /** What a screen reader calls the map. */
  label: string;
}
export interface TownMapProps extends CameraMapProps { town: FeatureCollection }

/** The map, fetched when it is first needed. It fills its parent. Cameras are drawn even where the base map fails. */
export function CameraMap(props: CameraMapProps) {
  const base = useBaseMap();
  const opening = <div className={classes["opening"]} role="status"><Loader size="sm" aria-hidden /><span className="b-visually-hidden">Opening the map</span></div>;
  if (base.isPending) return opening;
  return (
    <Suspense fallback={opening}>
      <TownMap {...props} town={base.data ?? BLANK} />
    </Suspense>
  );
}
