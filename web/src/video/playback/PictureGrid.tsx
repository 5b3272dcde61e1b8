import { ActionIcon, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowsMaximize, IconArrowsMinimize, IconX } from "@tabler/icons-react";
import { useCallback } from "react";

import type { Camera } from "@/api/types";
import type { PlaybackClock } from "@/player/PlaybackClock";
import type { PlaybackSnapshot } from "@/player/playbackState";
import { RecordedPicture } from "@/player/RecordedPicture";
import { gapAt, type Row } from "@/player/timeline/marks";

import classes from "./Playback.module.css";

interface TileProps {
  camera: Camera;
  clock: PlaybackClock;
  row: Row | undefined;
  active: boolean;
  alone: boolean;
  onActive: () => void;
  onAlone: (on: boolean) => void;
  onRemove: () => void;
  onRate: (camera: string, rate: number) => void;
}

function Tile({ camera, clock, row, active, alone, onActive, onAlone, onRemove, onRate }: TileProps) {
  const reason = useCallback((time: number) => gapAt(row, time)?.reason ?? null, [row]);
  const told = useCallback(({ bytesPerSecond }: PlaybackSnapshot) => {
    if (bytesPerSecond !== null) onRate(camera.id, bytesPerSecond);
  }, [camera.id, onRate]);
  const label = `Camera ${String(camera.number)}, ${camera.name}`;
  return (
    <section className={classes["tile"]} data-active={active || undefined} aria-label={label} aria-current={active || undefined}
      onPointerDown={onActive} onDoubleClick={() => { onAlone(!alone); }}>
      <div className={classes["picture"]}>
        <RecordedPicture camera={camera.id} label={label} clock={clock} reasonAt={reason} onChange={told} />
      </div>
      <div className={classes["strip"]}>
        <span className={classes["number"]}>{camera.number}</span>
        <span className={classes["name"]} title={camera.name}>{camera.name}</span>
        <Tooltip label={alone ? "Show all cameras" : "Show this camera alone"}>
          <ActionIcon size={24} color="gray" aria-label={alone ? "Show all cameras" : `Show ${camera.name} alone`} onClick={() => { onAlone(!alone); }}>
            {alone ? <IconArrowsMinimize size={15} aria-hidden /> : <IconArrowsMaximize size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Leave out this camera">
          <ActionIcon size={24} color="gray" aria-label={`Leave out ${camera.name}`} onClick={onRemove}><IconX size={15} aria-hidden /></ActionIcon>
        </Tooltip>
      </div>
    </section>
  );
}

interface GridProps {
  cameras: readonly Camera[];
  clock: PlaybackClock;
  rows: ReadonlyMap<string, Row>;
  active: number;
  alone: string | null;
  onActive: (index: number) => void;
  onAlone: (camera: string | null) => void;
  onRemove: (camera: string) => void;
  onRate: (camera: string, rate: number) => void;
}

const track = (count: number): string => `repeat(${String(count)}, minmax(0, 1fr))`;

/** Rows and columns that show `count` pictures of 16 to 9 as large as a wide screen allows. */
export function gridFor(count: number): { columns: number; rows: number } {
  const columns = count <= 1 ? 1 : count === 2 ? 2 : count <= 6 && count > 4 ? 3 : Math.ceil(Math.sqrt(count));
  return { columns, rows: Math.max(1, Math.ceil(count / columns)) };
}

/** The recorded pictures, all at the clock's moment. What is not seen is not fetched. */
export function PictureGrid({ cameras, clock, rows, active, alone, onActive, onAlone, onRemove, onRate }: GridProps) {
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const only = alone ?? (narrow ? (cameras[active]?.id ?? null) : null);
  const shown = only === null ? cameras : cameras.filter((one) => one.id === only);
  const { columns, rows: lines } = gridFor(shown.length);
  return (
    <div className={classes["pictures"]} role="group" aria-label="Recorded pictures" style={{ gridTemplateColumns: track(columns), gridTemplateRows: track(lines) }}>
      {shown.map((camera) => {
        const index = cameras.indexOf(camera);
        return (
          <Tile key={camera.id} camera={camera} clock={clock} row={rows.get(camera.id)} active={index === active} alone={alone === camera.id}
            onActive={() => { onActive(index); }} onAlone={(on) => { onAlone(on ? camera.id : null); }} onRemove={() => { onRemove(camera.id); }} onRate={onRate} />
        );
      })}
    </div>
  );
}
