/** Paints the time line on a canvas: ruler above, one row a camera. Nothing here decides anything. */

import type { Row, Stretch } from "./marks";
import { rowHeight } from "./marks";
import { xOf, type View } from "./scale";
import { clockChanges, dayBands, ticksFor } from "./ticks";

export const RULER = 38;

export interface Colours {
  readonly text: string;
  readonly dim: string;
  readonly line: string;
  readonly bed: string;
  readonly recorded: string;
  readonly active: string;
  readonly gap: string;
  readonly hold: string;
  readonly band: string;
  readonly selected: string;
  readonly accent: string;
  readonly font: string;
}

export function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: value("--b-text"), dim: value("--b-dim"), line: value("--b-line"), bed: value("--t-bed"), recorded: value("--t-recorded"),
    active: value("--t-active"), gap: value("--b-warn"), hold: value("--b-brass"), band: value("--t-band"), selected: value("--t-selected"),
    accent: value("--b-accent"), font: value("--b-mono"),
  };
}

export interface Picture {
  readonly view: View;
  readonly width: number;
  readonly rows: readonly (Row | undefined)[];
  readonly selection: Stretch | null;
  readonly active: number;
  readonly now: number;
}

export const heightOf = (rows: number): number => RULER + rows * rowHeight(rows);

interface Brush {
  readonly ctx: CanvasRenderingContext2D;
  readonly picture: Picture;
  readonly colours: Colours;
  readonly x: (time: number) => number;
}

function bands({ ctx, picture, colours, x }: Brush): void {
  const height = heightOf(picture.rows.length);
  ctx.textBaseline = "middle";
  ctx.font = `600 12px ${colours.font}`;
  dayBands(picture.view).forEach((band, index) => {
    const from = Math.max(0, x(band.from));
    const to = Math.min(picture.width, x(band.to));
    if (index % 2 === 1) {
      ctx.fillStyle = colours.band;
      ctx.fillRect(from, 0, to - from, height);
    }
    const label = band.hours === 24 ? band.label : `${band.label} (${String(band.hours)} h)`;
    if (to - from < ctx.measureText(label).width + 12) return;
    ctx.fillStyle = colours.text;
    ctx.fillText(label, from + 6, 10);
  });
}

function ruler({ ctx, picture, colours, x }: Brush): void {
  const height = heightOf(picture.rows.length);
  ctx.font = `12px ${colours.font}`;
  for (const tick of ticksFor(picture.view, picture.width)) {
    const at = Math.round(x(tick.time)) + 0.5;
    ctx.strokeStyle = colours.line;
    ctx.beginPath();
    ctx.moveTo(at, tick.label === "" ? RULER - 5 : 18);
    ctx.lineTo(at, height);
    ctx.stroke();
    ctx.fillStyle = colours.dim;
    if (tick.label !== "" && at + 4 < picture.width) ctx.fillText(tick.label, at + 4, 27);
  }
  for (const change of clockChanges(picture.view)) {
    const at = x(change.time);
    if (at < 0 || at > picture.width) continue;
    ctx.strokeStyle = colours.gap;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(at, 16);
    ctx.lineTo(at, height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = colours.gap;
    const words = ctx.measureText(change.label).width;
    ctx.fillText(change.label, Math.max(2, at - words - 6), 10);
  }
}

function hatch(ctx: CanvasRenderingContext2D, box: readonly [number, number, number, number], colour: string, step: number): void {
  const [left, top, width, height] = box;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  const first = Math.floor((left - height) / step) * step;
  for (let at = first; at < left + width; at += step) {
    ctx.moveTo(at, top + height);
    ctx.lineTo(at + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

function activity({ ctx, picture, colours, x }: Brush, row: Row, top: number, height: number): void {
  const count = row.activity.length;
  if (count === 0) return;
  const part = (row.activityTo - row.activityFrom) / count;
  ctx.fillStyle = colours.active;
  ctx.beginPath();
  row.activity.forEach((value, index) => {
    const from = x(row.activityFrom + index * part);
    const to = x(row.activityFrom + (index + 1) * part);
    if (value === 0 || to < 0 || from > picture.width) return;
    const tall = Math.max(1, (value / 255) * (height - 2));
    ctx.rect(from, top + height - tall, Math.max(1, to - from - (to - from > 4 ? 1 : 0)), tall);
  });
  ctx.fill();
}

/** What the picture watch saw move: a line that stands in the bars, as high as much of the picture moved. */
function motion({ ctx, picture, colours, x }: Brush, row: Row, top: number, height: number): void {
  const part = (row.activityTo - row.activityFrom) / Math.max(1, row.motion.length);
  ctx.strokeStyle = colours.accent;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  row.motion.forEach((value, index) => {
    const from = x(row.activityFrom + index * part);
    const to = x(row.activityFrom + (index + 1) * part);
    if (value === 0 || to < 0 || from > picture.width) return;
    const at = top + height - Math.max(1, (value / 255) * (height - 2));
    ctx.moveTo(from, at);
    ctx.lineTo(Math.max(from + 1, to), at);
  });
  ctx.stroke();
}

/** A covered, moved or blurred picture: dashes along the top, so that the colour does not say it alone. */
function spells(brush: Brush, row: Row, top: number): void {
  const { ctx, colours } = brush;
  ctx.strokeStyle = colours.gap;
  ctx.lineWidth = 3;
  ctx.setLineDash([6, 3]);
  for (const spell of row.spells) {
    const at = clipped(brush, spell);
    if (at === null) continue;
    ctx.beginPath();
    ctx.moveTo(at[0], top + 1.5);
    ctx.lineTo(Math.max(at[0] + 3, at[1]), top + 1.5);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

function clipped({ picture, x }: Brush, { from, to }: Stretch): readonly [number, number] | null {
  const left = Math.max(-1, x(from));
  const right = Math.min(picture.width + 1, x(to));
  return right > left ? [left, right] : null;
}

function paintRow(brush: Brush, row: Row | undefined, index: number): void {
  const { ctx, picture, colours } = brush;
  const tall = rowHeight(picture.rows.length);
  const top = RULER + index * tall + 2;
  const height = tall - 4;
  if (index === picture.active) {
    ctx.fillStyle = colours.selected;
    ctx.fillRect(0, top - 2, picture.width, tall);
  }
  ctx.fillStyle = colours.bed;
  ctx.fillRect(0, top, picture.width, height);
  if (row === undefined) return;
  for (const span of row.spans) {
    const at = clipped(brush, span);
    if (at === null) continue;
    ctx.fillStyle = colours.recorded;
    ctx.fillRect(at[0], top, Math.max(1, at[1] - at[0]), height);
  }
  activity(brush, row, top, height);
  motion(brush, row, top, height);
  spells(brush, row, top);
  for (const gap of row.gaps) {
    const at = clipped(brush, gap);
    if (at === null) continue;
    const wide = Math.max(2, at[1] - at[0]);
    ctx.fillStyle = colours.bed;
    ctx.fillRect(at[0], top, wide, height);
    // A line along the foot keeps even the shortest gap visible.
    ctx.fillStyle = colours.gap;
    ctx.fillRect(at[0], top + height - 2, wide, 2);
    if (wide > 4) ctx.fillRect(at[0], top, 1, height);
    if (wide > 4) ctx.fillRect(at[0] + wide - 1, top, 1, height);
  }
  for (const hold of row.holds) {
    const at = clipped(brush, hold);
    if (at !== null) hatch(ctx, [at[0], top, Math.max(3, at[1] - at[0]), height], colours.hold, 8);
  }
}

/** Paint everything that does not move with the cursor. */
export function draw(ctx: CanvasRenderingContext2D, picture: Picture, colours: Colours): void {
  const { view, width, rows, selection, now } = picture;
  const height = heightOf(rows.length);
  const brush: Brush = { ctx, picture, colours, x: (time) => xOf(view, width, time) };
  ctx.clearRect(0, 0, width, height);
  bands(brush);
  rows.forEach((row, index) => { paintRow(brush, row, index); });
  ruler(brush);
  const nowAt = brush.x(now);
  if (nowAt < width) {
    ctx.fillStyle = colours.bed;
    ctx.globalAlpha = 0.6;
    ctx.fillRect(Math.max(0, nowAt), RULER, width, height);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colours.dim;
    ctx.fillRect(Math.round(nowAt), 16, 1, height);
    ctx.fillText("now", nowAt + 4, 10);
  }
  if (selection === null) return;
  const [left, right] = [brush.x(selection.from), brush.x(selection.to)];
  ctx.fillStyle = colours.accent;
  ctx.globalAlpha = 0.16;
  ctx.fillRect(left, 16, right - left, height);
  ctx.globalAlpha = 1;
  ctx.fillRect(left - 1, 16, 2, height);
  ctx.fillRect(right - 1, 16, 2, height);
}
