/** How far a key moves something in a picture. Pure. */
import type { KeyboardEvent } from "react";

const STEP = 0.01;
const BIG = 0.05;
const WAYS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Shares of width and height for an arrow key, larger with Shift; null for any other key. */
export function arrowOf({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">): readonly [number, number] | null {
  const way = WAYS[key];
  const by = shiftKey ? BIG : STEP;
  return way ? [way[0] * by, way[1] * by] : null;
}
