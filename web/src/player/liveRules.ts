/** The rules of live video, without a browser: how close to stay, when to jump, when to try again, which stream. */

import type { Span } from "./mediaSource";

export const STREAMS = ["main", "sub", "third"] as const;
export type StreamName = (typeof STREAMS)[number];

/** Seconds behind the newest picture at which playing faster is no longer worth it. */
export const JUMP_BEHIND = 1.5;
const CLOSEST = 0.1;
const FARTHEST = 0.5;
const STEADY_BAND = 0.06;

export interface LivePosition {
  readonly ranges: readonly Span[];
  readonly currentTime: number;
  /** Seconds to stay behind the newest picture. */
  readonly target: number;
}

export interface Steering {
  readonly rate: number;
  readonly seek: number | null;
}

/** Seconds between the newest picture and the one on screen, or null while nothing is buffered. */
export function behindBy(ranges: readonly Span[], currentTime: number): number | null {
  const newest = ranges.at(-1);
  return newest === undefined ? null : newest.to - currentTime;
}

/** What to do with the playing position now: jump, or play a little faster or slower. */
export function steerLive({ ranges, currentTime, target }: LivePosition): Steering {
  const newest = ranges.at(-1);
  if (newest === undefined) return { rate: 1, seek: null };
  const behind = newest.to - currentTime;
  const outside = currentTime < newest.from - 0.001 || behind < -0.5;
  if (outside || behind > JUMP_BEHIND) {
    return { rate: 1, seek: Math.max(newest.from, newest.to - target) };
  }
  const excess = behind - target;
  if (excess > STEADY_BAND) return { rate: 1 + Math.min(0.15, 0.03 + excess * 0.2), seek: null };
  if (excess < -STEADY_BAND) return { rate: 0.97, seek: null };
  return { rate: 1, seek: null };
}

/**
 * The distance to keep: two and a half frames, and more for a while after each stall.
 * `frameSeconds` is the usual time between frames; `stalls` counts those of the last while.
 */
export function targetBehind(frameSeconds: number, stalls: number): number {
  return Math.min(FARTHEST, Math.max(CLOSEST, 2.5 * frameSeconds) + 0.06 * Math.min(stalls, 4));
}

/** Milliseconds before attempt number `attempt` (0 is the first retry); `random` is 0 to 1. */
export function backOff(attempt: number, random: number): number {
  return Math.min(15_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
}

export interface StreamSize {
  readonly width: number;
  readonly height: number;
}

/** What cameras usually send, until the stream itself has told. */
export const USUAL_SIZE: Readonly<Record<StreamName, StreamSize>> = {
  main: { width: 1920, height: 1080 },
  sub: { width: 704, height: 576 },
  third: { width: 352, height: 288 },
};

/** A picture may be enlarged this much before the next larger stream is worth its bytes. */
const ENLARGE = 1.2;

/**
 * The smallest stream that fills a tile of `width` x `height` device pixels.
 * `known` holds sizes that streams have told so far.
 */
export function chooseStream(
  offered: readonly StreamName[],
  width: number,
  height: number,
  known: Partial<Record<StreamName, StreamSize>> = {},
): StreamName {
  const smallestFirst = STREAMS.filter((name) => offered.includes(name)).reverse();
  for (const name of smallestFirst) {
    const size = known[name] ?? USUAL_SIZE[name];
    // A picture fills the tile when one of its sides does: it is fitted inside, never cut.
    if (size.width * ENLARGE >= width || size.height * ENLARGE >= height) return name;
  }
  return smallestFirst.at(-1) ?? "main";
}
