import { ActionIcon, Button, Popover, SegmentedControl, Stack, Text, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconTarget, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useState } from "react";

import { gapsIn, type Row } from "@/player/timeline/marks";
import { lengthOf, ZOOMS, type View } from "@/player/timeline/scale";
import { formatDuration, formatTime } from "@/ui/london";

import classes from "./Playback.module.css";

interface ZoomProps {
  view: View;
  rows: ReadonlyMap<string, Row>;
  nameOf: (camera: string) => string;
  onZoom: (factor: number) => void;
  onLength: (seconds: number) => void;
  onPan: (share: number) => void;
  onCursor: () => void;
  onSeek: (time: number) => void;
}

const MANY = 100;

function Gaps({ view, rows, nameOf, onSeek }: Pick<ZoomProps, "view" | "rows" | "nameOf" | "onSeek">) {
  const [open, setOpen] = useState(false);
  const gaps = gapsIn([...rows.values()], view);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withinPortal position="top-end">
      <Popover.Target>
        <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => { setOpen((was) => !was); }}>Gaps ({gaps.length})</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={2} w={380} mah={320} style={{ overflow: "auto" }} role="list" aria-label="Gaps on show">
          {gaps.length === 0 && <Text size="sm">Nothing is missing in the time on show.</Text>}
          {gaps.slice(0, MANY).map((gap) => (
            <Button key={`${gap.camera}${String(gap.from)}`} variant="subtle" color="gray" size="xs" h="auto" py={6} justify="flex-start" ta="left"
              onClick={() => { onSeek(gap.from - 2); setOpen(false); }} styles={{ label: { whiteSpace: "normal" } }}>
              {formatTime(gap.from * 1000)}, {formatDuration(gap.to - gap.from)}, {nameOf(gap.camera)}: {gap.reason}
            </Button>
          ))}
          {gaps.length > MANY && <Text size="xs" c="dimmed">And {gaps.length - MANY} more: show a shorter time.</Text>}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** How much of the time line is on show, and which part. */
export function ZoomBar({ view, rows, nameOf, onZoom, onLength, onPan, onCursor, onSeek }: ZoomProps) {
  const length = lengthOf(view);
  const exact = ZOOMS.find((one) => Math.abs(one.seconds - length) < 1);
  return (
    <div className={classes["bar"]} role="group" aria-label="Time line">
      <div className={classes["group"]}>
        <Tooltip label="Earlier (Page up)"><ActionIcon aria-label="Earlier" onClick={() => { onPan(-0.5); }}><IconArrowLeft size={18} aria-hidden /></ActionIcon></Tooltip>
        <Tooltip label="Later (Page down)"><ActionIcon aria-label="Later" onClick={() => { onPan(0.5); }}><IconArrowRight size={18} aria-hidden /></ActionIcon></Tooltip>
        <Tooltip label="Show more (-)"><ActionIcon aria-label="Show more time" onClick={() => { onZoom(2); }}><IconZoomOut size={18} aria-hidden /></ActionIcon></Tooltip>
        <Tooltip label="Show less (+)"><ActionIcon aria-label="Show less time" onClick={() => { onZoom(0.5); }}><IconZoomIn size={18} aria-hidden /></ActionIcon></Tooltip>
        <Tooltip label="Back to the moment on screen"><ActionIcon aria-label="Back to the moment on screen" onClick={onCursor}><IconTarget size={18} aria-hidden /></ActionIcon></Tooltip>
      </div>
      <SegmentedControl className={classes["wide"] ?? ""} size="xs" aria-label="Time on show" data={ZOOMS.map(({ label }) => label)} value={exact?.label ?? ""}
        onChange={(label) => { onLength(ZOOMS.find((one) => one.label === label)?.seconds ?? length); }} />
      <span className={classes["hint"]}>{exact === undefined ? `${formatDuration(length)} on show` : ""}</span>
      <span className={classes["spacer"]} />
      <span className={`${classes["hint"] ?? ""} ${classes["wide"] ?? ""}`}>Shift and drag selects a range</span>
      <Gaps view={view} rows={rows} nameOf={nameOf} onSeek={onSeek} />
    </div>
  );
}
