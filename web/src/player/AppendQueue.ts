/** One source buffer does one thing at a time; this queue gives it the next when it is ready. */

import { rangesOf, type Span } from "./mediaSource";

interface AppendStep {
  readonly kind: "append";
  readonly parts: Uint8Array<ArrayBuffer>[];
  readonly offset: number | null;
  readonly done: (() => void)[];
}

interface RemoveStep {
  readonly kind: "remove";
  readonly from: number;
  readonly to: number;
}

interface TypeStep {
  readonly kind: "type";
  readonly mime: string;
}

type Step = AppendStep | RemoveStep | TypeStep;

export interface QueueEvents {
  /** Something was appended or removed. */
  readonly changed: () => void;
  /** The buffer is full: answer what may go, or null when nothing may. */
  readonly room: () => Span | null;
  readonly failed: (error: unknown) => void;
}

/** Merge at most this much into one append, so that a picture never waits behind a long one. */
const MERGE_LIMIT = 4 * 1024 * 1024;

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export class AppendQueue {
  private steps: Step[] = [];
  private running: Step | null = null;
  private closed = false;

  constructor(
    private readonly source: MediaSource,
    private readonly buffer: SourceBuffer,
    private readonly events: QueueEvents,
  ) {
    buffer.addEventListener("updateend", this.finished);
    buffer.addEventListener("error", this.broken);
  }

  /** Steps not yet done, the one under way included. */
  get pending(): number {
    return this.steps.length + (this.running === null ? 0 : 1);
  }

  get ranges(): Span[] {
    return this.usable ? rangesOf(this.buffer.buffered) : [];
  }

  /** Append bytes; `offset` sets the time stamp offset from here on (null keeps it). */
  append(bytes: Uint8Array<ArrayBuffer>, offset: number | null = null, done?: () => void): void {
    const last = this.steps.at(-1);
    const finished = done === undefined ? [] : [done];
    if (last?.kind === "append" && offset === null && this.sizeOf(last) < MERGE_LIMIT) {
      last.parts.push(bytes);
      last.done.push(...finished);
    } else {
      this.steps.push({ kind: "append", parts: [bytes], offset, done: finished });
    }
    this.next();
  }

  remove(from: number, to: number): void {
    if (to <= from) return;
    this.steps.push({ kind: "remove", from, to });
    this.next();
  }

  changeType(mime: string): void {
    this.steps.push({ kind: "type", mime });
    this.next();
  }

  /** Forget what is waiting (not what is under way). */
  clear(): void {
    this.steps = [];
  }

  close(): void {
    this.closed = true;
    this.steps = [];
    this.buffer.removeEventListener("updateend", this.finished);
    this.buffer.removeEventListener("error", this.broken);
  }

  private get usable(): boolean {
    return !this.closed && this.source.readyState === "open";
  }

  private sizeOf(step: AppendStep): number {
    return step.parts.reduce((sum, part) => sum + part.length, 0);
  }

  private readonly finished = (): void => {
    const step = this.running;
    this.running = null;
    if (step?.kind === "append") for (const done of step.done) done();
    if (this.closed) return;
    this.events.changed();
    this.next();
  };

  private readonly broken = (): void => {
    this.events.failed(new Error("The browser could not read the recorded bytes."));
  };

  private next(): void {
    while (this.running === null && this.usable && !this.buffer.updating) {
      const step = this.steps.shift();
      if (step === undefined) return;
      try {
        this.run(step);
      } catch (error) {
        this.running = null;
        this.recover(step, error);
        return;
      }
    }
  }

  private run(step: Step): void {
    if (step.kind === "type") {
      this.buffer.abort();
      this.buffer.changeType(step.mime);
      return;
    }
    this.running = step;
    if (step.kind === "remove") {
      this.buffer.remove(step.from, step.to);
      return;
    }
    if (step.offset !== null && this.buffer.timestampOffset !== step.offset) {
      this.buffer.timestampOffset = step.offset;
    }
    this.buffer.appendBuffer(joined(step.parts));
  }

  private recover(step: Step, error: unknown): void {
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    const span = full ? this.events.room() : null;
    if (span === null) {
      this.events.failed(error);
      return;
    }
    this.steps.unshift({ kind: "remove", ...span }, step);
    this.next();
  }
}
