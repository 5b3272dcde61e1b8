/** Where the recorded bytes of one camera lie, by wall-clock time. All times are seconds since 1970 (UTC). */

import type { Fragments, PlaybackSegment } from "../api/types";
import type { Span } from "./mediaSource";

export interface Segment {
  readonly id: string;
  /** Carries a signed token that grows old: always the one of the latest answer. */
  url: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly init: readonly [offset: number, length: number];
  readonly timescale: number;
}

export interface Fragment {
  readonly segment: Segment;
  readonly offset: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
  /** Wall-clock time minus the time that the file counts: what places its bytes on the wall-clock time line. */
  readonly shift: number;
}

/** Holes up to this length are the jitter between two files, not missing footage. */
export const SMALL_HOLE = 0.3;
/** The server's stamp of a single fragment jitters with the network; this much is no jitter but a clock step. */
const CLOCK_STEP = 0.25;
/** The newest footage may not be on the disk yet: what is younger than this is not known to be missing. */
const SETTLING = 8;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export class FragmentIndex {
  private readonly segments = new Map<string, Segment>();
  private readonly shifts = new Map<string, number>();
  private fragments: Fragment[] = [];
  private windows: Span[] = [];

  /** Take an answer for the window [from, to]; `now` is the time at which it was asked. Returns up to where it tells all. */
  add(answer: Fragments, from: number, to: number, now: number): number {
    const fresh = answer.segments.flatMap((segment) => this.read(segment));
    const seen = new Set(fresh.map((one) => `${one.segment.id}:${String(one.offset)}`));
    const kept = this.fragments.filter((one) => !seen.has(`${one.segment.id}:${String(one.offset)}`));
    this.fragments = [...kept, ...fresh].sort((a, b) => a.start - b.start);
    const asked = answer.next === null ? to : Math.min(to, Date.parse(answer.next) / 1000);
    const newest = fresh.reduce((latest, one) => Math.max(latest, one.end), from);
    const until = Math.min(asked, Math.max(newest, now - SETTLING));
    if (until > from) this.learn({ from, to: until });
    return until;
  }

  /** Forget where everything lies (after a refused token or a lost file), so that it is asked anew. */
  doubt(): void {
    this.windows = [];
    this.fragments = [];
  }

  /** Bytes a second of the footage known so far, to the nearest 10 kB; null while none is. */
  get bytesPerSecond(): number | null {
    let bytes = 0;
    let seconds = 0;
    for (const one of this.fragments) {
      bytes += one.length;
      seconds += one.end - one.start;
    }
    return seconds > 0 ? Math.round(bytes / seconds / 10_000) * 10_000 : null;
  }

  /** Up to when everything from `time` on is known, or null when nothing is known at `time`. */
  knownUntil(time: number): number | null {
    return this.windows.find((span) => span.from <= time && time < span.to)?.to ?? null;
  }

  /** From when everything up to `time` is known, or null. */
  knownFrom(time: number): number | null {
    return this.windows.find((span) => span.from <= time && time < span.to)?.from ?? null;
  }

  /** The fragment that has the picture for `time`; over a small hole, the one behind it. */
  at(time: number): Fragment | null {
    const before = this.last((one) => one.start <= time);
    if (before !== null && time < before.end) return before;
    const after = this.after(time);
    return before !== null && after !== null && after.start - before.end <= SMALL_HOLE ? after : null;
  }

  /** The first fragment that starts at or after `time`. */
  after(time: number): Fragment | null {
    return this.fragments.find((one) => one.start >= time) ?? null;
  }

  /** The fragment that ends last among those that start before `fragment`. */
  before(fragment: Fragment): Fragment | null {
    return this.last((one) => one.start < fragment.start);
  }

  next(fragment: Fragment): Fragment | null {
    return this.fragments.find((one) => one.start > fragment.start) ?? null;
  }

  /** The fragment that goes on where `fragment` ends, without missing footage between them. */
  following(fragment: Fragment): Fragment | null {
    const next = this.next(fragment);
    return next !== null && next.start - fragment.end <= SMALL_HOLE ? next : null;
  }

  /** The stretch without footage around `time`, as far as it is known; null when there is a picture. */
  gapAt(time: number): { readonly from: number | null; readonly to: number | null } | null {
    if (this.at(time) !== null || this.knownUntil(time) === null) return null;
    return { from: this.last((one) => one.end <= time)?.end ?? null, to: this.after(time)?.start ?? null };
  }

  private last(fits: (one: Fragment) => boolean): Fragment | null {
    return this.fragments.findLast(fits) ?? null;
  }

  private learn(span: Span): void {
    const touching = this.windows.filter((one) => one.from <= span.to && span.from <= one.to);
    const apart = this.windows.filter((one) => !touching.includes(one));
    const from = Math.min(span.from, ...touching.map((one) => one.from));
    const to = Math.max(span.to, ...touching.map((one) => one.to));
    this.windows = [...apart, { from, to }].sort((a, b) => a.from - b.from);
  }

  private read(told: PlaybackSegment): Fragment[] {
    const known = this.segments.get(told.id);
    const { id, url, mime, width, height, init, timescale } = told;
    const segment = known ?? { id, url, mime, width, height, init, timescale };
    segment.url = url;
    this.segments.set(id, segment);
    const offsets = told.fragments.map(([, , startUs, , tfdt]) => startUs / 1e6 - tfdt / timescale);
    // One shift a file, kept for good: fragments of one file then follow each other without hole or overlap.
    const shared = this.shifts.get(id) ?? median(offsets);
    if (told.fragments.length > 0) this.shifts.set(id, shared);
    return told.fragments.map(([offset, length, , durationUs, tfdt], row) => {
      const own = offsets[row] ?? shared;
      const shift = Math.abs(own - shared) > CLOCK_STEP ? own : shared;
      const start = shift + tfdt / timescale;
      return { segment, offset, length, start, end: start + durationUs / 1e6, shift };
    });
  }
}
