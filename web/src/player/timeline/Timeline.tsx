import { UnstyledButton } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useEffect, useRef, type KeyboardEvent } from "react";

import { formatTime } from "@/ui/london";

import type { PlaybackClock } from "../PlaybackClock";
import { useClock, usePosition } from "../usePlayback";
import { coloursOf, draw, heightOf } from "./draw";
import { HoverCard } from "./HoverCard";
import { describe, rowHeight, type Row, type Stretch } from "./marks";
import { following, lengthOf, xOf, type View } from "./scale";
import classes from "./Timeline.module.css";
import { useGestures } from "./useGestures";

export interface TimelineCamera { readonly id: string; readonly number: number; readonly name: string }

interface TimelineProps {
  cameras: readonly TimelineCamera[];
  rows: ReadonlyMap<string, Row>;
  view: View;
  onView: (view: View) => void;
  clock: PlaybackClock;
  /** Index of the camera that keys and the pointer's picture mean. */
  active: number;
  onActive: (index: number) => void;
  selection: Stretch | null;
  onSelection: (range: Stretch | null) => void;
  /** Keys that the time line itself has no use for. */
  onKey: (event: KeyboardEvent) => void;
}

/** Turns the page while playing, and after each jump out of the view. */
function useFollow(clock: PlaybackClock, position: number, view: View, onView: (view: View) => void): void {
  const { playing, jumps } = useClock(clock);
  const seen = useRef(jumps);
  useEffect(() => {
    if (!playing && seen.current === jumps) return;
    seen.current = jumps;
    const next = following(view, position, Date.now() / 1000);
    if (next !== view) onView(next);
  }, [playing, jumps, position, view, onView]);
}

function useDrawing(props: TimelineProps, width: number) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cameras, rows, view, selection, active } = props;
  useEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext("2d") ?? null;
    if (element === null || ctx === null || width === 0) return;
    const scale = window.devicePixelRatio || 1;
    const height = heightOf(cameras.length);
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    element.style.height = `${String(height)}px`;
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    const list = cameras.map((one) => rows.get(one.id));
    draw(ctx, { view, width, rows: list, selection, active, now: Date.now() / 1000 }, coloursOf(element));
  }, [cameras, rows, view, selection, active, width]);
  return canvas;
}

/** One time line for all cameras: what is recorded, missing, held and going on, and where we are. */
export function Timeline(props: TimelineProps) {
  const { cameras, rows, view, onView, clock, active, onActive, selection, onSelection, onKey } = props;
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  const surface = useRef<HTMLDivElement>(null);
  const attach = useMergedRef(measured, surface);
  const position = usePosition(clock, 10);
  const canvas = useDrawing(props, width);
  useFollow(clock, position, view, onView);
  const { hover, handlers } = useGestures(surface, {
    view, width, rows: cameras.length, selection, onView, onRow: onActive, onSelect: onSelection,
    onSeek: (time) => { clock.seek(time); },
  });
  const x = xOf(view, width, position);
  const camera = cameras[hover?.row ?? active] ?? cameras[0];
  const here = cameras[active];
  const words = here === undefined ? "" : `${formatTime(position * 1000)}. Camera ${String(here.number)}: ${describe(rows.get(here.id), position)}`;
  const tall = rowHeight(cameras.length);
  return (
    <div className={classes["timeline"]} style={{ minHeight: heightOf(cameras.length) }}>
      <div className={classes["names"]}>
        <div className={classes["corner"]}>Camera</div>
        {cameras.map((one, index) => (
          <UnstyledButton key={one.id} className={classes["name"]} style={{ height: tall }} aria-pressed={index === active} title={one.name}
            onClick={() => { onActive(index); }}>
            <span className={classes["no"]}>{one.number}</span>
            <span className={classes["who"]}>{one.name}</span>
          </UnstyledButton>
        ))}
      </div>
      <div style={{ position: "relative", minWidth: 0 }}>
        <div ref={attach} className={classes["surface"]} role="slider" tabIndex={0} aria-label="Position in the recording"
          aria-valuemin={Math.round(view.from)} aria-valuemax={Math.round(view.to)} aria-valuenow={Math.round(position)} aria-valuetext={words}
          onKeyDown={onKey} {...handlers}>
          <canvas ref={canvas} className={classes["canvas"]} aria-hidden />
          {hover !== null && <div className={classes["pointer"]} style={{ transform: `translateX(${String(Math.round(hover.x))}px)` }} />}
          {x >= 0 && x <= width && <div className={classes["cursor"]} style={{ transform: `translateX(${x.toFixed(1)}px)` }} />}
        </div>
        {hover !== null && camera !== undefined && (
          <HoverCard hover={hover} camera={camera} row={rows.get(camera.id)} width={width} step={Math.max(2, Math.round(lengthOf(view) / Math.max(1, width)))} />
        )}
      </div>
    </div>
  );
}
