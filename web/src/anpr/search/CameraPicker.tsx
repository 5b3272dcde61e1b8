import { Button, MultiSelect } from "@mantine/core";
import { IconList, IconMap } from "@tabler/icons-react";
import { useState } from "react";

import { CameraMap } from "@/map/CameraMap";

import classes from "./Search.module.css";
import { useSearchable } from "./useSearchable";

interface PickerProps { value: readonly string[]; error: string | undefined; onChange: (cameras: string[]) => void }

/** Choose cameras by name, or on the map. */
export function CameraPicker({ value, error, onChange }: PickerProps) {
  const cameras = useSearchable();
  const [map, setMap] = useState(false);
  const toggle = (id: string) => { onChange(value.includes(id) ? value.filter((one) => one !== id) : [...value, id]); };
  return (
    <div className={classes["picker"]}>
      <MultiSelect label="Cameras" error={error} searchable hidePickedOptions nothingFoundMessage="No camera matches." maxDropdownHeight={260}
        placeholder={value.length === 0 ? "Number or name" : undefined} value={[...value]} onChange={onChange} clearable clearButtonProps={{ "aria-label": "No camera" }}
        data={cameras.map((one) => ({ value: one.id, label: `${String(one.number)} ${one.name}` }))} />
      <Button size="compact-sm" variant="subtle" aria-expanded={map} leftSection={map ? <IconList size={16} aria-hidden /> : <IconMap size={16} aria-hidden />} onClick={() => { setMap((was) => !was); }}>
        {map ? "Close the map" : "Pick on the map"}
      </Button>
      {map && <div className={classes["pickMap"]}><CameraMap cameras={cameras} marked={value} onChoose={(camera) => { toggle(camera.id); }} label="Cameras to search at. Each press chooses one or takes it away." /></div>}
    </div>
  );
}
