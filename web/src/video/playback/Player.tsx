import { useCallback, useMemo, useState } from "react";

import { useCan } from "@/api/session";
import type { Camera } from "@/api/types";
import { estimateBytes, gapsIn, type Stretch } from "@/player/timeline/marks";
import { centred, lengthOf, pan, zoom, type View } from "@/player/timeline/scale";
import { Timeline } from "@/player/timeline/Timeline";
import { useTimelineRows } from "@/player/timeline/useTimelineRows";
import { usePlaybackClock } from "@/player/usePlayback";
import { ErrorNote } from "@/ui/ErrorNote";
import { toIso } from "@/ui/london";

import { ExportDialog } from "../requests/ExportDialog";
import { HoldDialog } from "../requests/HoldDialog";
import { CameraChooser } from "./CameraChooser";
import { PictureGrid } from "./PictureGrid";
import classes from "./Playback.module.css";
import { RangeBar, withEnd } from "./RangeBar";
import { saveStill } from "./saveStill";
import { Transport } from "./Transport";
import { usePlaybackKeys } from "./usePlaybackKeys";
import type { Choice } from "./usePlaybackChoice";
import { ZoomBar } from "./ZoomBar";

const FIRST_VIEW = 3600;
const now = (): number => Date.now() / 1000;

function useRates() {
  const [rates, setRates] = useState<ReadonlyMap<string, number>>(new Map());
  const tell = useCallback((camera: string, rate: number) => {
    setRates((before) => (before.get(camera) === rate ? before : new Map(before).set(camera, rate)));
  }, []);
  return { rates, tell };
}

interface PlayerProps { all: readonly Camera[]; choice: Choice; start: number }

/** Pictures in step over one time line. */
export function Player({ all, choice, start }: PlayerProps) {
  const { cameras } = choice;
  const clock = usePlaybackClock(start);
  const [view, setView] = useState<View>(() => centred(start, FIRST_VIEW, now()));
  const [picked, setActive] = useState(0);
  const [alone, setAlone] = useState<string | null>(null);
  const [range, setRange] = useState<Stretch | null>(null);
  const [dialog, setDialog] = useState<"hold" | "export" | null>(null);
  const { rates, tell } = useRates();
  const ids = useMemo(() => cameras.map((one) => one.id), [cameras]);
  const { rows, error, retry } = useTimelineRows(ids, view);
  const active = Math.min(picked, Math.max(0, cameras.length - 1));
  const camera = cameras[active];
  const mayHold = useCan("footage.hold");
  const mayExport = useCan("footage.export");

  const zoomBy = (factor: number) => {
    const inside = clock.position >= view.from && clock.position <= view.to;
    setView(zoom(view, factor, inside ? clock.position : (view.from + view.to) / 2, now()));
  };
  const panBy = (share: number) => { setView(pan(view, share, now())); };
  const markIn = () => { setRange(withEnd(range, "from", clock.position)); };
  const markOut = () => { setRange(withEnd(range, "to", clock.position)); };
  const toNewest = () => { clock.seek(now()); };
  const still = () => { if (camera !== undefined) saveStill(camera, clock.position); };
  const toGap = (direction: 1 | -1) => {
    const row = camera === undefined ? undefined : rows.get(camera.id);
    const gaps = row === undefined ? [] : gapsIn([row], { from: 0, to: now() });
    const from = clock.position;
    const gap = direction === 1 ? gaps.find((one) => one.from > from + 3) : gaps.findLast((one) => one.from < from - 3);
    if (gap !== undefined) clock.seek(gap.from - 2);
  };
  const onKey = usePlaybackKeys({
    clock, markIn, markOut, zoomBy, panBy, toGap, toNewest, still,
    clearRange: () => { setRange(null); },
    nextCamera: (step) => { setActive(Math.max(0, Math.min(cameras.length - 1, active + step))); },
  });
  const nameOf = (id: string): string => cameras.find((one) => one.id === id)?.name ?? "";
  const bytes = range === null ? 0 : estimateBytes(ids.map((id) => ({ row: rows.get(id), rate: rates.get(id) ?? null })), range);
  const draft = {
    cameras: ids,
    from: range === null ? null : toIso(Math.floor(range.from) * 1000),
    to: range === null ? null : toIso(Math.ceil(range.to) * 1000),
  };
  return (
    <div className={classes["screen"]}>
      <PictureGrid cameras={cameras} clock={clock} rows={rows} active={active} alone={alone} onActive={setActive} onAlone={setAlone}
        onRemove={(id) => { setAlone(null); choice.remove(id); }} onRate={tell} />
      <Transport clock={clock} onNewest={toNewest} onStill={still}>
        <CameraChooser cameras={all} chosen={ids} onToggle={(id, on) => { if (on) choice.add(id); else choice.remove(id); }} />
      </Transport>
      <div>
        <ZoomBar view={view} rows={rows} nameOf={nameOf} onZoom={zoomBy} onPan={panBy} onSeek={(time) => { clock.seek(time); }}
          onLength={(seconds) => { zoomBy(seconds / lengthOf(view)); }} onCursor={() => { setView(centred(clock.position, lengthOf(view), now())); }} />
        {error !== null && <ErrorNote error={error} what="The time line could not be read" retry={retry} />}
        <div className={classes["timeline"]}>
          <Timeline cameras={cameras} rows={rows} view={view} onView={setView} clock={clock} active={active} onActive={setActive}
            selection={range} onSelection={setRange} onKey={onKey} />
        </div>
      </div>
      <RangeBar range={range} cameras={cameras} bytes={bytes} onRange={setRange} markIn={markIn} markOut={markOut}
        onHold={mayHold ? () => { setDialog("hold"); } : null} onExport={mayExport ? () => { setDialog("export"); } : null} />
      {dialog === "hold" && <HoldDialog start={draft} onClose={() => { setDialog(null); }} />}
      {dialog === "export" && <ExportDialog start={draft} onClose={() => { setDialog(null); }} />}
    </div>
  );
}
