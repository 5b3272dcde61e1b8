/**
 * The one clock of a playback: every camera follows it, none leads. Position in seconds since 1970 (UTC),
 * so that cameras, gaps and the time line mean the same moment without any translation.
 */

import { DecodeGuard } from "./playbackRules";

/** A camera, as the clock sees it. */
export interface Follower {
  /** It shows the picture of this moment, or knows that there is none. */
  readonly ready: () => boolean;
  /** No recording here: until when (null: none is known behind it). Undefined where there is a picture. */
  readonly gapUntil: () => number | null | undefined;
  /** Called on every change and about ten times a second while playing. */
  readonly sync: () => void;
  /** Centre of the next (1) or previous (-1) frame from `time`, or null when it is not known. */
  readonly frame: (time: number, direction: 1 | -1) => number | null;
}

export interface ClockSnapshot {
  readonly playing: boolean;
  readonly rate: number;
  /** The clock stands still until all cameras have their picture. */
  readonly waiting: boolean;
  /** Grows with every jump. */
  readonly jumps: number;
}

const TICK_MS = 100;
/** One camera holds the others up for at most this long (seconds). */
const PATIENCE = 4;
/** The "no recording" card stands for this long before the clock passes over the gap. */
const CARD = 1.5;
/** Footage needs a moment to be on the disk: no nearer to now than this. */
export const LIVE_EDGE = 3;
/** Where no camera knows its frames yet. */
const USUAL_FRAME = 0.04;

export class PlaybackClock {
  /** Shared by all cameras: when one can only follow by key frames, all show key frames, and so stay in step. */
  readonly guard = new DecodeGuard();
  private base: number;
  private since: number;
  private timer: ReturnType<typeof setInterval> | null = null;
  private readonly followers = new Set<Follower>();
  private readonly listeners = new Set<() => void>();
  private late = new Map<Follower, number>();
  private inGapSince: number | null = null;
  private state: ClockSnapshot = { playing: false, rate: 1, waiting: false, jumps: 0 };

  /** `seconds` is a clock that only runs forward; `wall` is the time of day in seconds since 1970. */
  constructor(
    position: number,
    private readonly seconds: () => number = () => performance.now() / 1000,
    private readonly wall: () => number = () => Date.now() / 1000,
  ) {
    this.base = position;
    this.since = seconds();
  }

  get position(): number {
    const { playing, waiting, rate } = this.state;
    return playing && !waiting ? this.base + (this.seconds() - this.since) * rate : this.base;
  }

  get latest(): number {
    return this.wall() - LIVE_EDGE;
  }

  readonly snapshot = (): ClockSnapshot => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => {
      this.followers.delete(follower);
      this.late.delete(follower);
    };
  }

  play(): void {
    if (this.state.playing) return;
    this.change({ playing: true, waiting: !this.allReady() });
    this.timer ??= setInterval(this.tick, TICK_MS);
  }

  pause(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.change({ playing: false, waiting: false });
  }

  toggle(): void {
    if (this.state.playing) this.pause();
    else this.play();
  }

  setRate(rate: number): void {
    if (rate === 0 || rate === this.state.rate) return;
    this.guard.at(rate);
    this.change({ rate });
  }

  /** Go to a moment; the future is cut off at what can be recorded by now. */
  seek(to: number): void {
    this.late.clear();
    this.inGapSince = null;
    this.base = Math.max(0, Math.min(to, this.latest));
    this.since = this.seconds();
    const { jumps, playing } = this.state;
    this.state = { ...this.state, jumps: jumps + 1, waiting: playing };
    this.tell();
  }

  jump(by: number): void {
    this.seek(this.position + by);
  }

  /** Stop, and go one frame on (1) or back (-1) as the first camera that knows counts it. */
  step(direction: 1 | -1): void {
    this.pause();
    for (const follower of this.followers) {
      const frame = follower.frame(this.base, direction);
      if (frame === null) continue;
      this.seek(frame);
      return;
    }
    this.jump(direction * USUAL_FRAME);
  }

  /** A camera has news (a picture came, a gap was found): look at once rather than at the next tick. */
  readonly nudge = (): void => {
    if (this.state.playing) this.tick();
    else for (const follower of this.followers) follower.sync();
  };

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.listeners.clear();
    this.followers.clear();
  }

  private readonly tick = (): void => {
    const waiting = !this.allReady();
    if (waiting !== this.state.waiting) this.change({ waiting });
    this.stayInFootage();
    for (const follower of this.followers) follower.sync();
  };

  private allReady(): boolean {
    const now = this.seconds();
    let ready = true;
    for (const follower of this.followers) {
      if (follower.ready()) {
        this.late.delete(follower);
        continue;
      }
      const since = this.late.get(follower) ?? now;
      this.late.set(follower, since);
      if (now - since < PATIENCE) ready = false;
    }
    return ready;
  }

  private stayInFootage(): void {
    if (this.position > this.latest) {
      this.base = this.latest;
      this.since = this.seconds();
      if (this.state.rate > 1) this.setRate(1);
    }
    if (this.state.rate < 0) return;
    const ends = [...this.followers].map((follower) => follower.gapUntil());
    if (ends.length === 0 || ends.includes(undefined)) {
      this.inGapSince = null;
      return;
    }
    const now = this.seconds();
    this.inGapSince ??= now;
    if (now - this.inGapSince < CARD) return;
    const known = ends.filter((end) => typeof end === "number");
    if (known.length > 0) this.seek(Math.min(...known));
  }

  private change(part: Partial<ClockSnapshot>): void {
    this.base = this.position;
    this.since = this.seconds();
    this.state = { ...this.state, ...part };
    this.tell();
  }

  private tell(): void {
    for (const follower of this.followers) follower.sync();
    for (const listener of this.listeners) listener();
  }
}
