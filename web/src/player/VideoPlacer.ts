/** Puts one video element where the clock is: exactly when it stands, gently while it plays. */

import { centre } from "./FrameTable";
import { rangesOf } from "./mediaSource";
import { JUMP_ERROR, keepStep, type DecodeGuard } from "./playbackRules";
import type { RecordedBuffer } from "./RecordedBuffer";

/**
 * exact: stands, on the centre of a frame. hold: would play, but waits for other cameras.
 * run: plays. keys: shows one key frame after another.
 */
export type Mode = "exact" | "hold" | "run" | "keys";

export interface Place {
  readonly position: number;
  readonly rate: number;
  readonly mode: Mode;
  /** Wall-clock time of the key frame before the position, null where there is none. */
  readonly keyFrame: number | null;
}

/** Half a millisecond: well inside the shortest frame, well above what a double of this size loses. */
const SAME = 0.0005;
/** A picture this far from the position (s) is still that picture; a key frame may be a whole GOP away, and more at speed. */
const AWAY = 2;
const KEY_FRAME_AWAY = 20;
/** A camera that has just jumped is not yet late (seconds). */
const AFTER_JUMP = 1.5;

export class VideoPlacer {
  shownMedia: number | null = null;
  private jumpedAt = 0;
  private callback = 0;
  private running = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly guard: DecodeGuard,
    private readonly news: () => void,
  ) {}

  start(): void {
    this.running = true;
    for (const event of ["seeked", "canplay", "loadeddata"]) this.video.addEventListener(event, this.news);
    this.watchFrames();
  }

  stop(): void {
    this.running = false;
    for (const event of ["seeked", "canplay", "loadeddata"]) this.video.removeEventListener(event, this.news);
    if (this.callback !== 0) this.video.cancelVideoFrameCallback(this.callback);
    this.callback = 0;
  }

  /** The clock jumped: being elsewhere for a moment is no sign of a slow machine. */
  jumped(): void {
    this.jumpedAt = performance.now() / 1000;
  }

  /** The element has the picture of `position` on screen or as good as. */
  hasPicture(buffer: RecordedBuffer, position: number): boolean {
    if (this.guard.keyFramesOnly) {
      return this.shownMedia !== null && Math.abs(this.shownMedia - buffer.toMedia(position)) <= KEY_FRAME_AWAY;
    }
    return this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && this.near(buffer, position, AWAY);
  }

  /** Playing can go on from `position`; `more` says that footage follows what is buffered. */
  ready(buffer: RecordedBuffer, position: number, rate: number, more: boolean): boolean {
    const until = buffer.coveredUntil(position);
    if (until === null) return false;
    // One key frame after another: the clock does not wait for each to be on screen.
    if (this.guard.keyFramesOnly) return true;
    if (this.video.seeking || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    const enough = until - position > 0.25 * Math.max(1, rate);
    return (enough || !more) && this.near(buffer, position, 1.5 * Math.max(1, rate));
  }

  place(buffer: RecordedBuffer, { position, rate, mode, keyFrame }: Place): void {
    if (buffer.coveredUntil(position) === null) {
      if (!this.video.paused) this.video.pause();
      return;
    }
    if (mode === "run") {
      this.run(buffer, position, rate);
      return;
    }
    if (!this.video.paused) this.video.pause();
    const frame = buffer.frames.at(position);
    const exact = frame === null ? position : centre(frame);
    const wanted = buffer.toMedia(mode === "keys" ? (keyFrame ?? exact) : exact);
    const allowed = mode === "hold" ? JUMP_ERROR : SAME;
    if (Math.abs(this.video.currentTime - wanted) > allowed && !this.video.seeking) this.video.currentTime = wanted;
  }

  private run(buffer: RecordedBuffer, position: number, rate: number): void {
    const wanted = buffer.toMedia(position);
    const ranges = rangesOf(this.video.buffered);
    const current = this.video.currentTime;
    const step = keepStep({ current, wanted, rate, ranges });
    if (step.seek && !this.video.seeking) {
      const now = performance.now() / 1000;
      if (now - this.jumpedAt > AFTER_JUMP && current < wanted) this.guard.jumped(now);
      this.video.currentTime = wanted;
    }
    const playable = Math.min(16, Math.max(0.0625, step.rate));
    if (Math.abs(this.video.playbackRate - playable) > 0.001) this.video.playbackRate = playable;
    // Muted video may play by itself; where a browser refuses, the clock goes on and pictures come by jumps.
    if (this.video.paused) this.video.play().catch(() => undefined);
  }

  private near(buffer: RecordedBuffer, position: number, allowed: number): boolean {
    return Math.abs(this.video.currentTime - buffer.toMedia(position)) <= allowed;
  }

  private watchFrames(): void {
    if (!("requestVideoFrameCallback" in this.video)) return;
    this.callback = this.video.requestVideoFrameCallback((_now, frame) => {
      this.shownMedia = frame.mediaTime;
      if (this.running) this.watchFrames();
    });
  }
}
