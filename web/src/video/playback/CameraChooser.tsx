import { Button, Checkbox, Popover, Text, TextInput } from "@mantine/core";
import { IconSearch, IconVideoPlus } from "@tabler/icons-react";
import { useState } from "react";

import type { Camera } from "@/api/types";

import { findCameras } from "../wall/CameraList";
import classes from "./Playback.module.css";

export const MOST = 16;

interface ChooserProps {
  cameras: readonly Camera[];
  chosen: readonly string[];
  onToggle: (camera: string, on: boolean) => void;
}

/** Choose up to sixteen cameras to be played in step. */
export function CameraChooser({ cameras, chosen, onToggle }: ChooserProps) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const full = chosen.length >= MOST;
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withinPortal position="top-end">
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconVideoPlus size={17} aria-hidden />} aria-expanded={open} onClick={() => { setOpen((was) => !was); }}>
          Cameras ({chosen.length})
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes["chooser"] ?? ""}>
        <TextInput size="xs" aria-label="Find a camera to play" placeholder="Number, name or place" value={typed} data-autofocus
          leftSection={<IconSearch size={15} aria-hidden />} onChange={(event) => { setTyped(event.currentTarget.value); }} />
        <div className={classes["choices"]} role="group" aria-label="Cameras to play">
          {findCameras(cameras, typed).map((camera) => {
            const on = chosen.includes(camera.id);
            return (
              <Checkbox key={camera.id} className={classes["choice"] ?? ""} size="xs" label={`${String(camera.number)}  ${camera.name}`} checked={on}
                disabled={!on && full} onChange={(event) => { onToggle(camera.id, event.currentTarget.checked); }} />
            );
          })}
        </div>
        <Text size="xs" c="dimmed" mt="xs">{full ? "Sixteen are chosen: that is the most at once." : "Up to sixteen at once."}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
