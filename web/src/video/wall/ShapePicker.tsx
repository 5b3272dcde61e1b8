import { UnstyledButton } from "@mantine/core";
import type { KeyboardEvent } from "react";

import { SHAPES, shapeNamed, type Shape, type ShapeName } from "./shapes";
import classes from "./Wall.module.css";

const SIZE = 18;

function Drawing({ shape }: { shape: Shape }) {
  const unit = SIZE / shape.columns;
  return (
    <svg width={SIZE} height={SIZE} viewBox={`0 0 ${String(SIZE)} ${String(SIZE)}`} aria-hidden>
      {shape.cells.map(({ column, row, span }) => (
        <rect key={`${String(column)}.${String(row)}`} x={column * unit + 0.5} y={row * unit + 0.5} width={span * unit - 1} height={span * unit - 1}
          fill="none" stroke="currentColor" strokeWidth={1} />
      ))}
    </svg>
  );
}

/** One of seven ways to cut the wall; a radio group with arrows. */
export function ShapePicker({ value, onChange }: { value: ShapeName; onChange: (shape: ShapeName) => void }) {
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = SHAPES.indexOf(shapeNamed(value));
    const next = SHAPES.at((at + step) % SHAPES.length);
    if (next === undefined) return;
    onChange(next.name);
    const button = event.currentTarget.querySelector<HTMLElement>(`[data-shape="${next.name}"]`);
    button?.focus();
  };
  return (
    <div className={classes["shapes"]} role="radiogroup" aria-label="Tiles on the wall" onKeyDown={walk} data-own-arrows>
      {SHAPES.map((shape) => (
        <UnstyledButton key={shape.name} className={classes["shape"]} role="radio" aria-checked={shape.name === value} aria-label={shape.label}
          title={shape.label} data-shape={shape.name} tabIndex={shape.name === value ? 0 : -1} onClick={(event) => {
            onChange(shape.name);
            // After a click with the mouse the arrow keys belong to the wall again.
            if (event.detail > 0) event.currentTarget.blur();
          }}>
          <Drawing shape={shape} />
        </UnstyledButton>
      ))}
    </div>
  );
}
