/** Frames in, moving picture out: the media source of one live video element, kept close to the newest frame. */

import { AppendQueue } from "./AppendQueue";
import type { MediaMessage } from "./liveMessage";
import { LatencyMeter } from "./LatencyMeter";
import { behindBy, steerLive, targetBehind } from "./liveRules";
import { openMediaSource, rangesOf, type OpenSource, type Span } from "./mediaSource";
import { readDecodeTime, readFirstDecodeTime, readTimescale } from "./mp4";

/** Seconds kept behind the picture (enough to survive a jump back by the browser). */
const KEEP_BEHIND = 4;
const TRIM_AT = 12;
const STALL_MEMORY_MS = 20_000;
/** While a page opens, every machine stalls: that says nothing of the network. */
const SETTLING_MS = 4_000;

export interface BufferEvents {
  /** The first frame after a start or a pause is on screen, and each one after it. */
  readonly shown: () => void;
  readonly failed: (error: unknown) => void;
}

export class LiveBuffer {
  readonly meter = new LatencyMeter();
  private opened: OpenSource | null = null;
  private queue: AppendQueue | null = null;
  private waiting: (() => void)[] = [];
  private mime = "";
  private timescale = 90_000;
  private offset = 0;
  private fresh = false;
  private lastDecode: number | null = null;
  private frameSeconds = 0.04;
  private stalls: number[] = [];
  private frameCallback = 0;
  private startedAt = performance.now();
  private closed = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly events: BufferEvents,
  ) {
    video.addEventListener("waiting", this.stalled);
    video.addEventListener("error", this.broken);
    this.watchFrames();
  }

  /** The format that the next init segment has. */
  format(mime: string): void {
    if (this.opened === null) {
      this.mime = mime;
      this.open(mime);
      return;
    }
    if (mime === this.mime) return;
    this.mime = mime;
    this.whenOpen((queue) => {
      queue.changeType(mime);
    });
  }

  append(message: MediaMessage): void {
    if (message.init) {
      this.timescale = readTimescale(message.bytes) ?? this.timescale;
      this.fresh = true;
      this.startedAt = performance.now();
      this.lastDecode = null;
      this.meter.reset();
      this.whenOpen((queue) => {
        queue.append(message.bytes, this.offset);
      });
      return;
    }
    this.whenOpen((queue) => {
      this.media(queue, message);
    });
  }

  /** Jump to the newest picture: after the page was hidden, or when the viewer asks. */
  catchUp(): void {
    this.steer();
    if (this.video.paused && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      // A muted picture may start by itself; where a browser still says no, the next user gesture starts it.
      this.video.play().catch(() => undefined);
    }
  }

  get behind(): number | null {
    return behindBy(this.queue?.ranges ?? [], this.video.currentTime);
  }

  close(): void {
    this.closed = true;
    this.video.removeEventListener("waiting", this.stalled);
    this.video.removeEventListener("error", this.broken);
    if (this.frameCallback !== 0) this.video.cancelVideoFrameCallback(this.frameCallback);
    this.queue?.close();
    this.opened?.close();
    this.waiting = [];
  }

  private open(mime: string): void {
    this.opened = openMediaSource(this.video, (source) => {
      const buffer = source.addSourceBuffer(mime);
      const queue = new AppendQueue(source, buffer, {
        changed: () => {
          this.catchUp();
          this.trim();
        },
        room: () => this.spare(1),
        failed: this.events.failed,
      });
      this.queue = queue;
      const waiting = this.waiting;
      this.waiting = [];
      for (const act of waiting) act();
    });
  }

  private whenOpen(act: (queue: AppendQueue) => void): void {
    const queue = this.queue;
    if (queue !== null) {
      act(queue);
      return;
    }
    this.waiting.push(() => {
      if (this.queue !== null) act(this.queue);
    });
  }

  private media(queue: AppendQueue, message: MediaMessage): void {
    const decode = readDecodeTime(message.bytes);
    let offset: number | null = null;
    if (this.fresh) {
      this.fresh = false;
      const start = readFirstDecodeTime(message.bytes);
      offset = this.placed((start ?? 0) / this.timescale, queue.ranges.at(-1));
      this.offset = offset;
    }
    if (decode !== null) {
      const seconds = decode / this.timescale;
      if (this.lastDecode !== null && seconds > this.lastDecode && seconds - this.lastDecode < 1) {
        this.frameSeconds = this.frameSeconds * 0.95 + (seconds - this.lastDecode) * 0.05;
      }
      this.lastDecode = seconds;
      this.meter.arrived(seconds + this.offset, message.receivedUs, Date.now());
    }
    queue.append(message.bytes, offset);
  }

  /** A stream that starts anew may count from zero again: put it behind what is there already. */
  private placed(start: number, newest: Span | undefined): number {
    if (newest === undefined) return this.offset;
    return start + this.offset < newest.to - 0.01 ? newest.to + 0.1 - start : this.offset;
  }

  private steer(): void {
    const ranges = this.queue?.ranges ?? [];
    const target = targetBehind(this.frameSeconds, this.recentStalls());
    const { rate, seek } = steerLive({ ranges, currentTime: this.video.currentTime, target });
    if (seek !== null) this.video.currentTime = seek;
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  private spare(keep: number): Span | null {
    const oldest = this.queue?.ranges.at(0);
    const to = this.video.currentTime - keep;
    return oldest !== undefined && oldest.from < to ? { from: oldest.from, to } : null;
  }

  private trim(): void {
    const spare = this.spare(KEEP_BEHIND);
    if (spare !== null && spare.to - spare.from > TRIM_AT - KEEP_BEHIND) this.queue?.remove(spare.from, spare.to);
  }

  private recentStalls(): number {
    const since = performance.now() - STALL_MEMORY_MS;
    this.stalls = this.stalls.filter((at) => at > since);
    return this.stalls.length;
  }

  private readonly stalled = (): void => {
    // The very first wait, and one outside the buffer, is no sign of an uneven network.
    const here = this.video.currentTime;
    if (performance.now() - this.startedAt < SETTLING_MS) return;
    const inside = rangesOf(this.video.buffered).some((span) => here > span.from && here <= span.to + 0.2);
    if (inside) this.stalls.push(performance.now());
  };

  private readonly broken = (): void => {
    if (!this.closed) this.events.failed(this.video.error);
  };

  private watchFrames(): void {
    if (!("requestVideoFrameCallback" in this.video)) {
      (this.video as HTMLVideoElement).addEventListener("timeupdate", this.events.shown);
      return;
    }
    this.frameCallback = this.video.requestVideoFrameCallback((now, frame) => {
      if (this.closed) return;
      const shownAt = Date.now() + (frame.expectedDisplayTime - now);
      this.meter.shown(frame.mediaTime, shownAt);
      this.events.shown();
      this.watchFrames();
    });
  }
}
