/** The rules of recorded video, without a browser: staying in step, what to load, when to show key frames only. */

import type { Span } from "./mediaSource";

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;
/** Beyond this a camera is put right by a jump, not by playing faster (seconds at normal speed). */
export const JUMP_ERROR = 0.25;
/** Differences that nobody sees and that a correction would only shake (seconds). */
const QUIET_ERROR = 0.012;
const STRONGEST = 0.12;

export interface Following {
  /** Where this camera's video is, seconds on its own time line. */
  readonly current: number;
  /** Where the clock says that it should be. */
  readonly wanted: number;
  readonly rate: number;
  readonly ranges: readonly Span[];
}

export interface Correction {
  readonly rate: number;
  readonly seek: boolean;
}

function rangeOf(ranges: readonly Span[], time: number): number {
  return ranges.findIndex((span) => span.from - 0.02 <= time && time <= span.to + 0.02);
}

/** How a playing camera gets back in step with the clock: a little faster or slower, or a jump. */
export function keepStep({ current, wanted, rate, ranges }: Following): Correction {
  const error = current - wanted;
  const limit = JUMP_ERROR * Math.max(1, rate);
  // Video does not play across a hole by itself.
  const apart = rangeOf(ranges, current) !== rangeOf(ranges, wanted);
  if (apart || Math.abs(error) > limit) return { rate, seek: true };
  if (Math.abs(error) < QUIET_ERROR * Math.max(1, rate)) return { rate, seek: false };
  const pull = Math.max(-STRONGEST, Math.min(STRONGEST, error / Math.max(1, rate)));
  return { rate: rate * (1 - pull), seek: false };
}

/** Seconds of footage to have ready ahead of the position at this speed. */
export function aheadGoal(rate: number): number {
  return Math.min(60, Math.max(8, 5 * Math.abs(rate)));
}

/** Seconds of footage to keep behind the position, for stepping back. */
export const KEEP_BEHIND = 12;

/** Bytes to ask for in one request: the wanted picture first and alone, then more at a time as it plays faster. */
export function requestLimit(rate: number, urgent: boolean): number {
  if (urgent) return 1;
  return Math.abs(rate) > 2 ? 8 * 1024 * 1024 : 3 * 1024 * 1024;
}

/** Seconds to ask the server about at once; an empty answer doubles it, so that a long gap is crossed in few steps. */
export function windowLength(rate: number, emptyAnswers: number): number {
  const wanted = Math.max(300, 120 * Math.abs(rate)) * 2 ** Math.min(emptyAnswers, 8);
  return Math.min(86_400, wanted);
}

/** Notices a machine that cannot decode as fast as it is asked to. */
export class DecodeGuard {
  private jumps: number[] = [];
  private rate = 1;
  private keyOnly = false;

  /** Tell the speed; a new one is tried afresh. */
  at(rate: number): void {
    if (rate === this.rate) return;
    this.rate = rate;
    this.jumps = [];
    this.keyOnly = false;
  }

  /** A playing camera was so late that it had to jump at `now` (seconds). */
  jumped(now: number): void {
    this.jumps = [...this.jumps.filter((at) => at > now - 4), now];
    if (this.jumps.length >= 3 && this.rate > 2) this.keyOnly = true;
  }

  /** Show key frames only: going backwards, or too fast for this machine. */
  get keyFramesOnly(): boolean {
    return this.keyOnly || this.rate < 0;
  }
}
