/** How old the picture on screen is: server time stamps of frames against the time at which they are shown. */

const KEPT = 120;
/** Two clocks that agree to this are taken as one clock (the usual case: one network with NTP). */
const AGREEING_MS = 400;

interface Stamp {
  readonly mediaTime: number;
  readonly receivedMs: number;
}

export class LatencyMeter {
  private stamps: Stamp[] = [];
  private leastDelay = Number.POSITIVE_INFINITY;
  private smoothed: number | null = null;

  /** A frame arrived: its media time (s), the server's stamp (µs) and this machine's time (ms). */
  arrived(mediaTime: number, receivedUs: number, nowMs: number): void {
    const receivedMs = receivedUs / 1000;
    this.leastDelay = Math.min(this.leastDelay, nowMs - receivedMs);
    this.stamps.push({ mediaTime, receivedMs });
    if (this.stamps.length > KEPT) this.stamps.splice(0, this.stamps.length - KEPT);
  }

  /** A frame with this media time (s) is on screen at `shownMs`. */
  shown(mediaTime: number, shownMs: number): void {
    const stamp = this.stampOf(mediaTime);
    if (stamp === null) return;
    const age = Math.max(0, shownMs - stamp.receivedMs - this.clockError);
    this.smoothed = this.smoothed === null ? age : this.smoothed * 0.9 + age * 0.1;
  }

  /** Milliseconds from the server's stamp to the screen, smoothed; null until a frame was shown. */
  get latencyMs(): number | null {
    return this.smoothed;
  }

  /** Whether this machine's clock and the server's agree, so that the figure is the whole delay. */
  get clocksAgree(): boolean {
    return this.clockError === 0;
  }

  /** A new stream: old stamps say nothing about it. */
  reset(): void {
    this.stamps = [];
    this.smoothed = null;
  }

  private get clockError(): number {
    const least = this.leastDelay;
    if (!Number.isFinite(least)) return 0;
    // No frame can arrive before it was sent, and none in a town takes this long: the clocks differ.
    return least < -5 || least > AGREEING_MS ? least : 0;
  }

  private stampOf(mediaTime: number): Stamp | null {
    let best: Stamp | null = null;
    for (const stamp of this.stamps) {
      if (best === null || Math.abs(stamp.mediaTime - mediaTime) < Math.abs(best.mediaTime - mediaTime)) best = stamp;
    }
    return best !== null && Math.abs(best.mediaTime - mediaTime) < 0.02 ? best : null;
  }
}
