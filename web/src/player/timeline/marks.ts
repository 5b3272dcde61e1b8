/** What the rows of a time line say: recorded, missing and why, held, how much. Seconds since 1970 (UTC). Pure. */

import type { Timeline, TimelineCamera } from "@/api/types";
import { stateWords } from "@/ui/cameraState";
import { formatClock, formatDuration, formatTime } from "@/ui/london";

import { gapWords } from "./reasons";
import type { View } from "./scale";

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface GapMark extends Stretch {
  readonly reason: string;
}

/** A time in which the picture was covered, moved or out of focus. */
export interface SpellMark extends Stretch {
  readonly state: string;
}

export interface Row {
  readonly camera: string;
  readonly spans: readonly Stretch[];
  readonly gaps: readonly GapMark[];
  readonly holds: readonly Stretch[];
  /** 0 to 255 for each of equal parts of [activityFrom, activityTo]. */
  readonly activity: readonly number[];
  /** The same for what the picture watch saw move; empty where it saw nothing or was not asked to look. */
  readonly motion: readonly number[];
  readonly spells: readonly SpellMark[];
  readonly activityFrom: number;
  readonly activityTo: number;
  readonly oldest: number | null;
  readonly newest: number | null;
}

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const secondsOrNull = (iso: string | null): number | null => (iso === null ? null : seconds(iso));
const stretch = ({ from, to }: { from: string; to: string }): Stretch => ({ from: seconds(from), to: seconds(to) });

function rowOf(told: TimelineCamera, from: number, to: number): Row {
  return {
    camera: told.camera,
    spans: told.spans.map(stretch),
    gaps: told.gaps.map((gap) => ({ ...stretch(gap), reason: gap.reason })),
    // A hold without an end reaches as far as can be seen.
    holds: told.holds.map((hold) => (hold.to ? stretch(hold) : { from: seconds(hold.from), to: Number.MAX_SAFE_INTEGER })),
    activity: told.activity,
    motion: told.motion,
    spells: told.spells.map((spell) => ({ ...stretch(spell), state: spell.state })),
    activityFrom: from,
    activityTo: to,
    oldest: secondsOrNull(told.oldest),
    newest: secondsOrNull(told.newest),
  };
}

export function readRows(timeline: Timeline): Map<string, Row> {
  const from = seconds(timeline.from);
  const to = seconds(timeline.to);
  return new Map(timeline.cameras.map((one) => [one.camera, rowOf(one, from, to)]));
}

const covers = (time: number) => (one: Stretch): boolean => one.from <= time && time < one.to;

export function gapAt(row: Row | undefined, time: number): GapMark | null {
  return row?.gaps.find(covers(time)) ?? null;
}

export function heldAt(row: Row | undefined, time: number): boolean {
  return row?.holds.some(covers(time)) ?? false;
}

/** One line about a camera at a moment, for the card at the pointer and for screen readers. */
export function describe(row: Row | undefined, time: number): string {
  if (row === undefined) return "Not known yet";
  const gap = gapAt(row, time);
  if (gap !== null) {
    const length = formatDuration(gap.to - gap.from);
    return `No recording from ${formatClock(gap.from * 1000)} to ${formatClock(gap.to * 1000)} (${length}): ${gapWords(gap.reason)}`;
  }
  if (row.spans.some(covers(time))) {
    const recorded = heldAt(row, time) ? "Recorded, on hold" : "Recorded";
    const spell = row.spells.find(covers(time));
    return spell === undefined ? recorded : `${recorded}; picture ${stateWords(spell.state).label.toLowerCase()}`;
  }
  if (row.oldest !== null && time < row.oldest) return `Not kept any more: the oldest recording is of ${formatTime(row.oldest * 1000)}`;
  if (row.newest !== null && time > row.newest) return "Not recorded yet";
  return "No recording";
}

/** Seconds that are recorded between two times. */
export function recordedSeconds(row: Row | undefined, range: Stretch): number {
  if (row === undefined) return 0;
  return row.spans.reduce((sum, one) => sum + Math.max(0, Math.min(one.to, range.to) - Math.max(one.from, range.from)), 0);
}

/** What cameras usually record, bytes a second (4 Mbit/s), until the footage itself has told. */
export const USUAL_RATE = 500_000;

/** About how many bytes an export of `range` has. */
export function estimateBytes(
  rows: readonly { readonly row: Row | undefined; readonly rate: number | null }[],
  range: Stretch,
): number {
  return rows.reduce((sum, { row, rate }) => sum + recordedSeconds(row, range) * (rate ?? USUAL_RATE), 0);
}

/** All gaps on show, earliest first, for the list that can be read and pressed. */
export function gapsIn(rows: readonly Row[], view: View): (GapMark & { readonly camera: string })[] {
  return rows
    .flatMap((row) => row.gaps.map((gap) => ({ ...gap, camera: row.camera })))
    .filter((gap) => gap.to > view.from && gap.from < view.to)
    .sort((a, b) => a.from - b.from);
}

/** Height of one row in pixels: many cameras get lower rows. */
export function rowHeight(count: number): number {
  if (count <= 4) return 34;
  return count <= 9 ? 26 : 18;
}

/** The row under a height within the rows, or null below the last. */
export function rowAt(y: number, count: number): number | null {
  const row = Math.floor(y / rowHeight(count));
  return row >= 0 && row < count ? row : null;
}
