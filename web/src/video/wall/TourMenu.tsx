import { Button, NumberInput, Popover, Radio, Stack, Text } from "@mantine/core";
import { IconPlayerStop, IconRotateClockwise2 } from "@tabler/icons-react";
import { useState } from "react";

import type { Camera } from "@/api/types";
import { plural } from "@/ui/words";

import type { ShapeName } from "./shapes";
import { tourPages, type RunningTour } from "./useTour";

type Which = "all" | "site" | "trouble";

function chosenFor(which: Which, cameras: readonly Camera[], selected: Camera | null): readonly Camera[] {
  if (which === "trouble") return cameras.filter((one) => one.health.state !== "online");
  if (which === "site") return cameras.filter((one) => one.site_id === selected?.site_id);
  return cameras;
}

interface TourProps { tour: RunningTour; cameras: readonly Camera[]; selected: Camera | null; shape: ShapeName }

/** Start and stop a tour of the cameras. */
export function TourMenu({ tour, cameras, selected, shape }: TourProps) {
  const [open, setOpen] = useState(false);
  const [which, setWhich] = useState<Which>("all");
  const [seconds, setSeconds] = useState(20);
  if (tour.tour !== null) {
    return (
      <Button size="compact-sm" variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={tour.stop}>
        Stop tour ({tour.page + 1} of {tour.pages})
      </Button>
    );
  }
  const chosen = chosenFor(which, cameras, selected);
  const pages = tourPages({ cameras: chosen.map((one) => one.id), shape });
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withinPortal position="bottom-start">
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconRotateClockwise2 size={16} aria-hidden />} onClick={() => { setOpen((was) => !was); }}
          aria-expanded={open}>Tour</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={(event) => {
          event.preventDefault();
          setOpen(false);
          tour.start({ cameras: chosen.map((one) => one.id), seconds, shape });
        }}>
          <Stack gap="sm" w={270}>
            <Radio.Group label="Go round" value={which} onChange={(value) => { setWhich(value as Which); }}>
              <Stack gap={6} mt={4}>
                <Radio value="all" label={`all cameras (${String(cameras.length)})`} />
                <Radio value="site" disabled={(selected?.site_name ?? null) === null} label={`the cameras at ${selected?.site_name ?? "the selected place"}`} />
                <Radio value="trouble" label="cameras with a fault" />
              </Stack>
            </Radio.Group>
            <NumberInput label="Seconds on each page" value={seconds} min={5} max={600} step={5} clampBehavior="blur" size="xs"
              onChange={(value) => { setSeconds(Math.max(5, Number(value) || 20)); }} />
            <Text size="xs" c="dimmed">{chosen.length === 0 ? "No camera is chosen." : `${plural(chosen.length, "camera")} on ${plural(pages, "page")}.`}</Text>
            <Button type="submit" size="xs" disabled={chosen.length === 0}>Start tour</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
