import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";

import classes from "./Areas.module.css";
import { boxOf, contains, cornerAt, middleOf, moveArea, moveCorner, percent, withCorner, withoutCorner, type Area, type Corner, type Spot } from "./shapes";
import { arrowOf } from "./steps";
import type { AreaWords, Bounds, Change } from "./terms";
import type { Drawing } from "./useDrawing";

const TALL = 1000;

interface CanvasProps extends Bounds {
  areas: readonly Area[];
  change: Change;
  settle: () => void;
  chosen: number | null;
  onChoose: (area: number | null) => void;
  drawing: Drawing | null;
  picture: ReactNode;
  /** The picture's width by its height. */
  ratio: number;
  words: AreaWords;
}
type Held = { kind: "corner"; spot: Spot } | { kind: "area"; area: number; from: Corner; before: readonly Area[] };

/** The picture with its areas over it. Corners and areas are dragged; a corner that has the focus moves with the arrow keys. */
export function AreaCanvas({ areas, change, settle, chosen, onChoose, drawing, picture, ratio, words, mostCorners }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const held = useRef<Held | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const hatch = useId();
  const isDrawing = drawing !== null;
  useEffect(() => { if (isDrawing) frame.current?.focus(); }, [isDrawing]);

  const pointOf = (event: PointerEvent): Corner => {
    const box = frame.current?.getBoundingClientRect();
    return box ? cornerAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height) : [0, 0];
  };
  const hold = (event: PointerEvent, what: Held) => {
    frame.current?.setPointerCapture(event.pointerId);
    held.current = what;
    setDragged(what.kind === "corner" ? what.spot.corner : null);
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const point = pointOf(event);
    if (drawing) {
      frame.current?.setPointerCapture(event.pointerId);
      drawing.press(point);
      return;
    }
    const hit = areas.findLastIndex((area) => contains(area, point));
    onChoose(hit < 0 ? null : hit);
    if (hit >= 0) hold(event, { kind: "area", area: hit, from: point, before: areas });
  };
  const onMove = (event: PointerEvent) => {
    const point = pointOf(event);
    const what = held.current;
    drawing?.move(point);
    if (what?.kind === "corner") change(moveCorner(areas, what.spot, point[0], point[1]), "drag");
    else if (what) change(moveArea(what.before, what.area, point[0] - what.from[0], point[1] - what.from[1]), "drag");
  };
  const onUp = (event: PointerEvent) => {
    if (drawing && event.type === "pointerup") drawing.release(pointOf(event));
    held.current = null;
    setDragged(null);
    settle();
  };
  const onDrawingKey = (event: KeyboardEvent) => {
    const act = drawing && { Enter: drawing.finish, Escape: drawing.cancel, Backspace: drawing.takeBack }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const onCornerKey = (event: KeyboardEvent, spot: Spot, [x, y]: Corner) => {
    const way = arrowOf(event);
    if (event.key === "Delete") change(withoutCorner(areas, spot));
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    change(moveCorner(areas, spot, x + way[0], y + way[1]), `keys ${String(spot.area)} ${String(spot.corner)}`);
  };
  const wide = TALL * ratio;
  const points = (area: Area) => area.map(([x, y]) => `${String(x * wide)},${String(y * TALL)}`).join(" ");
  const current = drawing || chosen === null ? undefined : areas[chosen];
  return (
    <div ref={frame} className={classes["frame"]} style={{ aspectRatio: ratio }} data-drawing={isDrawing || undefined} tabIndex={-1} role="group"
      aria-label={isDrawing ? "Click the corners one after another, or drag a rectangle. Enter finishes, Escape gives up." : "The picture with its areas"}
      onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={onUp} onKeyDown={onDrawingKey}>
      {picture}
      <svg viewBox={`0 0 ${String(wide)} ${String(TALL)}`} preserveAspectRatio="none" aria-hidden>
        <defs>
          <pattern id={hatch} width={24} height={24} patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width={8} height={24} className={classes["stripe"]} /></pattern>
        </defs>
        {areas.map((area, index) => (
          <g key={index} data-chosen={index === chosen || undefined}>
            <polygon className={classes["shade"]} points={points(area)} fillRule="evenodd" />
            <polygon fill={`url(#${hatch})`} points={points(area)} fillRule="evenodd" />
            <polygon className={classes["halo"]} points={points(area)} />
            <polygon className={classes["edge"]} points={points(area)} />
          </g>
        ))}
        {drawing && <polyline className={classes["outline"]} points={points(drawing.outline)} />}
        {drawing?.outline.map(([x, y], index) => <circle key={index} className={classes["dot"]} cx={x * wide} cy={y * TALL} r={9} />)}
      </svg>
      {areas.map((area, index) => {
        const { left, top, width, height } = boxOf(area);
        return <span key={index} className={classes["label"]} aria-hidden style={at([left + width / 2, top + height / 2])}>{index + 1}</span>;
      })}
      {current && chosen !== null && current.length < mostCorners && current.map((_, side) => (
        <button key={`side ${String(side)}`} type="button" className={classes["middle"]} style={at(middleOf(current, side))} tabIndex={-1} aria-hidden
          onPointerDown={(event) => {
            event.stopPropagation();
            change(withCorner(areas, { area: chosen, corner: side }), "drag");
            hold(event, { kind: "corner", spot: { area: chosen, corner: side + 1 } });
          }} />
      ))}
      {current && chosen !== null && current.map((corner, index) => (
        <button key={index} type="button" className={classes["corner"]} style={at(corner)} data-own-arrows data-dragged={dragged === index || undefined}
          aria-label={`Corner ${String(index + 1)} of ${words.one.toLowerCase()} ${String(chosen + 1)}: ${percent(corner[0])} from the left, ${percent(corner[1])} from the top`}
          onPointerDown={(event) => {
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.focus();
            hold(event, { kind: "corner", spot: { area: chosen, corner: index } });
          }}
          onKeyDown={(event) => { onCornerKey(event, { area: chosen, corner: index }, corner); }} onBlur={settle} />
      ))}
    </div>
  );
}

const at = ([x, y]: Corner) => ({ left: `${String(x * 100)}%`, top: `${String(y * 100)}%` });

