/** Marks on the ruler, in London time: nights on which clocks change have 23 or 25 hours, drawn as long as they were. Pure. */

import { formatClock, formatDate, instantsOf, isRepeated, localParts, offsetMinutes, zoneName } from "@/ui/london";

import { lengthOf, xOf, type View } from "./scale";

const HOUR = 3600;
const DAY = 86_400;
const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
/** A label such as "01:00 BST" needs this much (pixels). */
const LABEL_ROOM = 78;

export interface Tick {
  readonly time: number;
  readonly label: string;
}

export interface DayBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** 24, or 23 and 25 on the days on which clocks change. */
  readonly hours: number;
}

/** Seconds between two marks so that their labels have room. */
export function stepFor(view: View, width: number): number {
  const wanted = (lengthOf(view) / Math.max(1, width)) * LABEL_ROOM;
  return STEPS.find((step) => step >= wanted) ?? 7 * DAY;
}

function labelAt(time: number, step: number): string {
  const at = time * 1000;
  if (step >= DAY) return formatDate(at).replace(/ \d{4}$/, "");
  const zone = isRepeated(at) ? ` ${zoneName(at)}` : "";
  return `${formatClock(at, step < 60)}${zone}`;
}

/** Start of the London day that `time` lies in. */
export function dayStart(time: number): number {
  const { year, month, day } = localParts(time * 1000);
  return (instantsOf({ year, month, day, hour: 0, minute: 0, second: 0 })[0] ?? time * 1000) / 1000;
}

/** Start of the next London day. */
export function nextDay(time: number): number {
  // 26 hours after a midnight is always in the next day, and never in the one after it.
  return dayStart(dayStart(time) + 26 * HOUR);
}

export function dayBands(view: View): DayBand[] {
  const bands: DayBand[] = [];
  for (let from = dayStart(view.from); from < view.to; from = nextDay(from)) {
    const to = nextDay(from);
    bands.push({ from, to, label: formatDate(from * 1000), hours: Math.round((to - from) / HOUR) });
  }
  return bands;
}

function hourTicks(view: View, step: number): number[] {
  const hours = step / HOUR;
  const times: number[] = [];
  for (let time = Math.ceil(view.from / HOUR) * HOUR; time <= view.to; time += HOUR) {
    if (localParts(time * 1000).hour % hours === 0) times.push(time);
  }
  return times;
}

function dayTicks(view: View, step: number): number[] {
  const days = step / DAY;
  return dayBands(view)
    .filter(({ from }) => from >= view.from && Math.round(from / DAY) % days === 0)
    .map(({ from }) => from);
}

function evenTicks(view: View, step: number): number[] {
  const times: number[] = [];
  for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) times.push(time);
  return times;
}

/** The marks for a view, earliest first. */
export function ticksFor(view: View, width: number): Tick[] {
  const step = stepFor(view, width);
  // London is whole hours from UTC: marks closer than an hour are the same in both.
  const times = step <= HOUR ? evenTicks(view, step) : step < DAY ? hourTicks(view, step) : dayTicks(view, step);
  return apart(times.map((time) => ({ time, label: labelAt(time, step) })), view, width);
}

/** Leave out labels that would run into the one before (two in one hour's room, where the clocks change). */
export function apart(ticks: readonly Tick[], view: View, width: number): Tick[] {
  let last = Number.NEGATIVE_INFINITY;
  return ticks.map((tick) => {
    const x = xOf(view, width, tick.time);
    if (x - last < LABEL_ROOM * 0.75) return { ...tick, label: "" };
    last = x;
    return tick;
  });
}

export interface ClockChange {
  readonly time: number;
  readonly label: string;
}

/** Moments on show at which London's clocks go forward or back. */
export function clockChanges(view: View): ClockChange[] {
  return dayBands(view).flatMap(({ from, to, hours }) => {
    if (hours === 24) return [];
    const before = offsetMinutes(from * 1000);
    let time = from;
    while (time < to && offsetMinutes(time * 1000) === before) time += HOUR;
    return [{ time, label: hours === 25 ? "clocks went back" : "clocks went forward" }];
  });
}
