import { Button, MultiSelect } from "@mantine/core";
import { IconList, IconMap } from "@tabler/icons-react";
import { useState } from "react";

import type { Camera } from "@/api/types";
import { CameraMap } from "@/map/CameraMap";

import classes from "./Search.module.css";

/** Choose cameras by name, or on the map. None chosen means all. */
export function CameraPicker({ cameras, value, onChange }: { cameras: readonly Camera[]; value: readonly string[]; onChange: (cameras: string[]) => void }) {
  const [map, setMap] = useState(false);
  const toggle = (id: string) => { onChange(value.includes(id) ? value.filter((one) => one !== id) : [...value, id]); };
  return (
    <div className={classes["picker"]}>
      <MultiSelect label="Cameras" description="None chosen: every camera in your reach." searchable hidePickedOptions nothingFoundMessage="No camera matches." maxDropdownHeight={260}
        placeholder={value.length === 0 ? "All" : undefined} value={[...value]} onChange={onChange} clearable clearButtonProps={{ "aria-label": "All cameras again" }}
        data={cameras.map((one) => ({ value: one.id, label: `${String(one.number)} ${one.name}` }))} />
      <Button size="compact-sm" variant="subtle" aria-expanded={map} leftSection={map ? <IconList size={16} aria-hidden /> : <IconMap size={16} aria-hidden />} onClick={() => { setMap((was) => !was); }}>
        {map ? "Close the map" : "Pick on the map"}
      </Button>
      {map && <div className={classes["pickMap"]}><CameraMap cameras={cameras} marked={value} onChoose={(camera) => { toggle(camera.id); }} label="Cameras to search at. Each press chooses one or takes it away." /></div>}
    </div>
  );
}
