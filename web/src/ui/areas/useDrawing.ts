/** Drawing one new area with a pointer: clicks set its corners, a drag draws a rectangle. */
import { useState } from "react";

import { FEWEST_CORNERS, hasExtent, rectangle, type Area, type Corner } from "./shapes";

const A_DRAG = 0.02;
const NEAR = 0.025;
const far = (a: Corner, b: Corner): number => Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]));

export interface Drawing {
  /** What is drawn so far, with the corner under the pointer. */
  outline: Area;
  /** Corners that are set. */
  corners: number;
  press: (point: Corner) => void;
  move: (point: Corner) => void;
  release: (point: Corner) => void;
  takeBack: () => void;
  finish: () => void;
  cancel: () => void;
}

export function useDrawing(mostCorners: number, onDrawn: (area: Area | null) => void): Drawing {
  const [set, setSet] = useState<Area>([]);
  const [pressed, setPressed] = useState<Corner | null>(null);
  const [pointer, setPointer] = useState<Corner | null>(null);
  const dragged = pressed !== null && pointer !== null && set.length === 0 && far(pressed, pointer) > A_DRAG;
  const done = (area: Area | null) => {
    setSet([]);
    setPressed(null);
    setPointer(null);
    onDrawn(area);
  };
  const finish = () => { if (set.length >= FEWEST_CORNERS && hasExtent(set)) done(set); };
  return {
    outline: dragged ? rectangle(pressed, pointer) : [...set, ...(pointer && set.length > 0 ? [pointer] : [])],
    corners: set.length,
    press: (point) => { setPressed(point); setPointer(point); },
    move: setPointer,
    release: (point) => {
      const first = set[0];
      setPressed(null);
      if (pressed === null) return;
      if (set.length === 0 && far(pressed, point) > A_DRAG) {
        if (hasExtent(rectangle(pressed, point))) done(rectangle(pressed, point));
      } else if (first && set.length >= FEWEST_CORNERS && far(first, point) < NEAR) finish();
      else if (set.length < mostCorners) setSet([...set, point]);
    },
    takeBack: () => { setSet(set.slice(0, -1)); },
    finish,
    cancel: () => { done(null); },
  };
}
