/** Mouse, pen and finger on the time line: scrub on the ruler, pan on the rows, select with Shift, zoom with the wheel. */

import { useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";

import { RULER } from "./draw";
import { rowAt, type Stretch } from "./marks";
import { lengthOf, pan, timeAt, xOf, zoom, type View } from "./scale";

/** A press that moves less than this is a click (pixels). */
const CLICK = 4;
const EDGE = 6;

export interface Hover {
  readonly x: number;
  readonly time: number;
  /** Row under the pointer, or null on the ruler. */
  readonly row: number | null;
  readonly scrubbing: boolean;
  /** Where the surface is on the screen, for the card above it. */
  readonly left: number;
  readonly top: number;
}

export interface GestureTarget {
  readonly view: View;
  readonly width: number;
  readonly rows: number;
  readonly selection: Stretch | null;
  readonly onView: (view: View) => void;
  readonly onSeek: (time: number) => void;
  readonly onRow: (row: number) => void;
  readonly onSelect: (range: Stretch | null) => void;
}

type Drag =
  | { readonly kind: "scrub" }
  | { readonly kind: "pan"; readonly x: number; readonly view: View; moved: boolean }
  | { readonly kind: "select"; readonly anchor: number; moved: boolean };

/** Order two ends into a range. */
export const rangeOf = (a: number, b: number): Stretch => (a <= b ? { from: a, to: b } : { from: b, to: a });

/** What a press at (x, y) begins. `shift` asks for a selection. */
export function beginDrag(target: GestureTarget, x: number, y: number, shift: boolean): Drag {
  const { view, width, selection } = target;
  const time = timeAt(view, width, x);
  if (selection !== null) {
    if (Math.abs(xOf(view, width, selection.from) - x) <= EDGE) return { kind: "select", anchor: selection.to, moved: true };
    if (Math.abs(xOf(view, width, selection.to) - x) <= EDGE) return { kind: "select", anchor: selection.from, moved: true };
  }
  if (shift) return { kind: "select", anchor: time, moved: false };
  return y < RULER ? { kind: "scrub" } : { kind: "pan", x, view, moved: false };
}

export function useGestures(surface: RefObject<HTMLElement | null>, target: GestureTarget) {
  const [hover, setHover] = useState<Hover | null>(null);
  const drag = useRef<Drag | null>(null);
  const latest = useRef(target);
  useEffect(() => { latest.current = target; });

  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { view, width, onView } = latest.current;
      const now = Date.now() / 1000;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        onView(pan(view, (sideways / Math.max(1, width)) * 0.8, now));
        return;
      }
      const x = event.clientX - element.getBoundingClientRect().left;
      onView(zoom(view, 1.0016 ** event.deltaY, timeAt(view, width, x), now));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => { element.removeEventListener("wheel", wheel); };
  }, [surface]);

  const place = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top, left: box.left, top: box.top };
  };
  const look = ({ x, y, left, top }: ReturnType<typeof place>) => {
    const scrubbing = drag.current?.kind === "scrub";
    const row = y < RULER ? null : rowAt(y - RULER, target.rows);
    setHover({ x, time: timeAt(target.view, target.width, x), row, scrubbing, left, top });
  };
  const pull = (x: number) => {
    const held = drag.current;
    const { view, width, onView, onSelect } = target;
    if (held?.kind === "pan") {
      if (Math.abs(x - held.x) > CLICK) held.moved = true;
      if (held.moved) onView(pan(held.view, (held.x - x) / Math.max(1, width), Date.now() / 1000));
    } else if (held?.kind === "select") {
      const time = timeAt(view, width, x);
      held.moved ||= Math.abs(time - held.anchor) > (lengthOf(view) / Math.max(1, width)) * CLICK;
      if (held.moved) onSelect(rangeOf(held.anchor, time));
    }
  };
  return {
    hover,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = place(event);
        drag.current = beginDrag(target, at.x, at.y, event.shiftKey);
        look(at);
      },
      onPointerMove: (event: PointerEvent) => {
        const at = place(event);
        pull(at.x);
        look(at);
      },
      onPointerUp: (event: PointerEvent) => {
        const held = drag.current;
        drag.current = null;
        const at = place(event);
        const { x, y } = at;
        look(at);
        if (held === null || (held.kind !== "scrub" && held.moved)) return;
        const row = rowAt(y - RULER, target.rows);
        if (row !== null && y >= RULER) target.onRow(row);
        target.onSeek(timeAt(target.view, target.width, x));
      },
      onPointerCancel: () => { drag.current = null; },
      onPointerLeave: () => { if (drag.current === null) setHover(null); },
    },
  };
}
