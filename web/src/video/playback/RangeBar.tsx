import { Button } from "@mantine/core";
import { IconDownload, IconLock, IconX } from "@tabler/icons-react";

import type { Camera } from "@/api/types";
import type { Stretch } from "@/player/timeline/marks";
import { DateTimeField } from "@/ui/DateTimeField";
import { formatDate, formatDuration, toIso } from "@/ui/london";
import { formatBytes, plural } from "@/ui/words";

import classes from "./Playback.module.css";

interface RangeProps {
  range: Stretch | null;
  cameras: readonly Camera[];
  /** About how many bytes the range has. */
  bytes: number;
  onRange: (range: Stretch | null) => void;
  markIn: () => void;
  markOut: () => void;
  onHold: (() => void) | null;
  onExport: (() => void) | null;
}

const iso = (time: number | undefined): string | null => (time === undefined ? null : toIso(Math.round(time * 1000)));
const seconds = (value: string): number => Date.parse(value) / 1000;

/** The first day on which any of the range is overwritten, unless it is held. */
export function lossDay(range: Stretch, cameras: readonly Camera[]): number | null {
  const days = cameras.map((one) => one.retention_days);
  return days.length === 0 ? null : (range.from + Math.min(...days) * 86_400) * 1000;
}

/** Keep both ends in order when one is typed. */
export function withEnd(range: Stretch | null, end: "from" | "to", time: number): Stretch {
  if (end === "from") return { from: time, to: Math.max(range?.to ?? time + 60, time + 1) };
  return { from: Math.min(range?.from ?? time - 60, time - 1), to: time };
}

/** The selected range: typed or marked, how long and how large it is, until when it is kept, and what to do with it. */
export function RangeBar({ range, cameras, bytes, onRange, markIn, markOut, onHold, onExport }: RangeProps) {
  const lost = range === null ? null : lossDay(range, cameras);
  const none = range === null || cameras.length === 0;
  return (
    <div className={`${classes["bar"] ?? ""} ${classes["range"] ?? ""}`} role="group" aria-label="Selected range">
      <Button size="compact-sm" variant="default" onClick={markIn} title="Range begins at the moment on screen ([)">From here [</Button>
      <div className={`${classes["field"] ?? ""} ${classes["goto"] ?? ""}`}>
        <DateTimeField label="Range from" size="xs" value={iso(range?.from)} onChange={(value) => { if (value !== null) onRange(withEnd(range, "from", seconds(value))); }} />
      </div>
      <div className={`${classes["field"] ?? ""} ${classes["goto"] ?? ""}`}>
        <DateTimeField label="Range to" size="xs" value={iso(range?.to)} onChange={(value) => { if (value !== null) onRange(withEnd(range, "to", seconds(value))); }} />
      </div>
      <Button size="compact-sm" variant="default" onClick={markOut} title="Range ends at the moment on screen (])">] To here</Button>
      <div className={classes["facts"]} role="status">
        {range === null ? <span>No range is selected.</span> : (
          <>
            <span><b>{formatDuration(range.to - range.from)}</b> of {plural(cameras.length, "camera")}</span>
            <span>about <b>{formatBytes(bytes)}</b></span>
            {lost !== null && <span>kept until <b>{formatDate(lost)}</b></span>}
          </>
        )}
      </div>
      <span className={classes["spacer"]} />
      <Button size="compact-sm" variant="subtle" color="gray" disabled={range === null} leftSection={<IconX size={15} aria-hidden />} onClick={() => { onRange(null); }}>Clear</Button>
      {onHold !== null && <Button size="xs" variant="default" disabled={none} leftSection={<IconLock size={16} aria-hidden />} onClick={onHold}>Hold...</Button>}
      {onExport !== null && <Button size="xs" disabled={none} leftSection={<IconDownload size={16} aria-hidden />} onClick={onExport}>Export...</Button>}
    </div>
  );
}
