/**
 * Recorded footage in a media source whose time line is the wall clock: currentTime = wall seconds - anchor.
 * Gaps are simply not buffered. Times here are wall-clock seconds since 1970 unless they are called media time.
 */

import { AppendQueue } from "./AppendQueue";
import type { Fragment, Segment } from "./FragmentIndex";
import type { Bytes } from "./FragmentLoader";
import { FrameTable } from "./FrameTable";
import { openMediaSource, type OpenSource, type Span } from "./mediaSource";
import { readDefaultDuration, readSampleTimes } from "./mp4";

/** Media time cannot be negative, so the anchor lies well before the first position. */
const ANCHOR_BEFORE = 40 * 86_400;
/** A fragment counts as loaded for this long even where the browser does not show it as buffered (s). */
const GRACE = 5;

interface Held {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export interface RecordedEvents {
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

const nameOf = (fragment: Fragment): string => `${fragment.segment.id}:${String(fragment.offset)}`;

export class RecordedBuffer {
  readonly frames = new FrameTable();
  readonly anchor: number;
  private readonly opened: OpenSource;
  private queue: AppendQueue | null = null;
  private readonly held = new Map<string, Held>();
  private current: Segment | null = null;
  private mime: string;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly video: HTMLVideoElement,
    position: number,
    mime: string,
    events: RecordedEvents,
  ) {
    this.anchor = Math.floor(position) - ANCHOR_BEFORE;
    this.mime = mime;
    this.opened = openMediaSource(video, (source) => {
      // Without an end, a browser shows the last frame of what is there instead of waiting for the next.
      source.duration = Number.POSITIVE_INFINITY;
      this.queue = new AppendQueue(source, source.addSourceBuffer(mime), {
        changed: events.changed,
        room: () => this.spare(),
        failed: events.failed,
      });
      for (const act of this.waiting.splice(0)) act();
    });
  }

  toMedia(time: number): number {
    return time - this.anchor;
  }

  /** Wall-clock spans that are buffered. */
  get ranges(): Span[] {
    return (this.queue?.ranges ?? []).map(({ from, to }) => ({ from: from + this.anchor, to: to + this.anchor }));
  }

  get busy(): boolean {
    return this.queue === null || this.queue.pending > 0;
  }

  /** Until when there is a picture without a break from `time` on, or null when there is none at `time`. */
  coveredUntil(time: number): number | null {
    return this.ranges.find((span) => span.from - 0.001 <= time && time < span.to)?.to ?? null;
  }

  has(fragment: Fragment): boolean {
    const held = this.held.get(nameOf(fragment));
    if (held === undefined) return false;
    if (performance.now() / 1000 - held.at < GRACE) return true;
    // A browser short of memory throws out what it likes, without a word.
    return this.coveredUntil((fragment.start + fragment.end) / 2) !== null;
  }

  /** Add a run of fragments of one file. */
  append(init: Bytes, run: readonly Fragment[], bytes: Bytes): void {
    const first = run[0];
    if (first === undefined) return;
    const { segment, shift } = first;
    const at = performance.now() / 1000;
    for (const one of run) this.held.set(nameOf(one), { from: one.start, to: one.end, at });
    this.note(init, segment, shift, bytes);
    this.whenOpen((queue) => {
      if (this.current !== segment) {
        if (segment.mime !== this.mime) {
          this.mime = segment.mime;
          queue.changeType(segment.mime);
        }
        queue.append(init);
        this.current = segment;
      }
      queue.append(bytes, shift - this.anchor);
    });
  }

  /** Let go of everything outside [from, to]. */
  keep(from: number, to: number): void {
    const ranges = this.ranges;
    const first = ranges.at(0);
    const last = ranges.at(-1);
    if (first !== undefined && first.from < from - 10) this.drop(first.from, Math.min(from, last?.to ?? from));
    if (last !== undefined && last.to > to + 20) this.drop(Math.max(to, first?.from ?? to), last.to + 1);
  }

  close(): void {
    this.queue?.close();
    this.opened.close();
    this.waiting = [];
    this.frames.clear();
  }

  private note(init: Bytes, segment: Segment, shift: number, bytes: Bytes): void {
    const samples = readSampleTimes(bytes, readDefaultDuration(init));
    this.frames.add(
      samples.map(({ ticks, duration }) => {
        const start = shift + ticks / segment.timescale;
        return { start, end: start + duration / segment.timescale };
      }),
    );
  }

  private drop(from: number, to: number): void {
    if (to <= from) return;
    for (const [name, held] of this.held) {
      if (held.from < to && held.to > from) this.held.delete(name);
    }
    this.queue?.remove(Math.max(0, this.toMedia(from)), this.toMedia(to));
  }

  /** The buffer is full: the oldest footage that is not on screen may go, or else the farthest ahead. */
  private spare(): Span | null {
    const now = this.video.currentTime + this.anchor;
    const ranges = this.ranges;
    const first = ranges.at(0);
    const last = ranges.at(-1);
    if (first !== undefined && first.from < now - 2) return this.forget(first.from, Math.min(first.to, now - 1));
    if (last !== undefined && last.to > now + 8) return this.forget(Math.max(last.from, now + 6), last.to);
    return null;
  }

  private forget(from: number, to: number): Span {
    for (const [name, held] of this.held) {
      if (held.from < to && held.to > from) this.held.delete(name);
    }
    return { from: this.toMedia(from), to: this.toMedia(to) };
  }

  private whenOpen(act: (queue: AppendQueue) => void): void {
    if (this.queue !== null) {
      act(this.queue);
      return;
    }
    this.waiting.push(() => {
      if (this.queue !== null) act(this.queue);
    });
  }
}
