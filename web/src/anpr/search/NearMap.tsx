import { useMemo } from "react";

import { useSites } from "@/api/cameras";
import { CameraMap } from "@/map/CameraMap";

import { nearOf, placeOf, type NearDraft } from "./near";
import classes from "./Search.module.css";
import { useSearchable } from "./useSearchable";

/** The circle that is searched in. A press puts its middle there; a camera is as good as a point. */
export function NearMap({ value, onChange }: { value: NearDraft; onChange: (near: NearDraft) => void }) {
  const cameras = useSearchable();
  const sites = useSites().data;
  const circle = useMemo(() => nearOf(value), [value]);
  return (
    <section className={classes["nearMap"]} aria-label="Where to search around">
      <CameraMap cameras={cameras} circle={circle} label="Where to search around. Press a point, or a camera." onPick={(place) => { onChange({ ...value, place, name: null }); }}
        onChoose={(camera) => { const place = placeOf(camera, sites ?? []); if (place) onChange({ ...value, place, name: camera.id }); }} />
    </section>
  );
}
