import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef, type CSSProperties } from "react";

import type { Camera } from "@/api/types";

import { shapeNamed, type Cell } from "./shapes";
import classes from "./Wall.module.css";
import type { WallAct, WallState } from "./wallState";
import { WallTile } from "./WallTile";

interface GridProps { wall: WallState; act: (act: WallAct) => void; cameras: ReadonlyMap<string, Camera>; mayReplay: boolean }

const track = (count: number): string => `repeat(${String(count)}, minmax(0, 1fr))`;

function place(cell: Cell, alone: boolean): CSSProperties {
  if (alone) return { gridColumn: "1 / -1", gridRow: "1 / -1" };
  return {
    gridColumn: `${String(cell.column + 1)} / span ${String(cell.span)}`,
    gridRow: `${String(cell.row + 1)} / span ${String(cell.span)}`,
  };
}

/** The tiles. Only what is seen is played: with one enlarged, the others rest. */
export function WallGrid({ wall, act, cameras, mayReplay }: GridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const shape = shapeNamed(wall.shape);
  const { selected, enlarged } = wall;
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  useEffect(() => {
    // The focus goes along with the selection, but is not taken from somewhere else.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.dataset["tile"] !== undefined && grid.current?.contains(focused) === true) {
      grid.current.querySelector<HTMLElement>(`[data-tile="${String(selected)}"]`)?.focus({ preventScroll: true });
    }
  }, [selected, enlarged]);
  const style = { gridTemplateColumns: track(shape.columns), gridTemplateRows: track(shape.columns) };
  return (
    <div ref={grid} className={classes["grid"]} style={style} role="group" aria-label="Live pictures">
      {shape.cells.map((cell, index) => {
        if ((enlarged ?? (narrow ? selected : index)) !== index) return null;
        const camera = cameras.get(wall.tiles[index] ?? "") ?? null;
        return (
          <WallTile key={index} index={index} camera={camera} selected={index === selected} enlarged={enlarged === index}
            replay={wall.replays.includes(index)} mayReplay={mayReplay} style={place(cell, enlarged === index)}
            onSelect={() => { act({ type: "select", index }); }}
            onEnlarge={(on) => { act({ type: "enlarge", index: on ? index : null }); }}
            onReplay={(on) => { act({ type: "replay", index, on }); }}
            onRemove={() => { act({ type: "remove", index }); }}
            onDropCamera={(id) => { act({ type: "put", index, camera: id }); }}
            onDropTile={(from) => { act({ type: "swap", from, to: index }); }} />
        );
      })}
    </div>
  );
}
