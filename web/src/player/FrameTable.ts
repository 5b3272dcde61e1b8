/** When each frame of the loaded footage starts and ends, so that a step is exactly one frame. */

export interface FrameTime {
  readonly start: number;
  readonly end: number;
}

export class FrameTable {
  private frames: FrameTime[] = [];

  /** Add the frames of one fragment; those already there for the same time are replaced. */
  add(fresh: readonly FrameTime[]): void {
    const first = fresh[0];
    const last = fresh.at(-1);
    if (first === undefined || last === undefined) return;
    const kept = this.frames.filter((one) => one.start < first.start - 0.001 || one.start >= last.end - 0.001);
    this.frames = [...kept, ...fresh].sort((a, b) => a.start - b.start);
  }

  /** Forget frames outside [from, to]. */
  keep(from: number, to: number): void {
    this.frames = this.frames.filter((one) => one.end > from && one.start < to);
  }

  clear(): void {
    this.frames = [];
  }

  /** The frame on screen at `time`, or null where none is loaded. */
  at(time: number): FrameTime | null {
    const index = this.indexAt(time);
    const frame = this.frames[index];
    // Between two files a frame stays on screen for a moment longer than it says.
    return frame !== undefined && time < frame.end + 0.1 ? frame : null;
  }

  /** Centre of the frame `steps` away from the one at `time`, or null where it is not loaded. */
  step(time: number, steps: number): number | null {
    const here = this.indexAt(time);
    if (here < 0 || this.at(time) === null) return null;
    const frame = this.frames[here + steps];
    const current = this.frames[here];
    if (frame === undefined || current === undefined) return null;
    const apart = steps > 0 ? frame.start - current.end : current.start - frame.end;
    return apart > 1 ? null : centre(frame);
  }

  private indexAt(time: number): number {
    let low = 0;
    let high = this.frames.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if ((this.frames[middle]?.start ?? 0) <= time) low = middle + 1;
      else high = middle - 1;
    }
    return high;
  }
}

export function centre(frame: FrameTime): number {
  return (frame.start + frame.end) / 2;
}
