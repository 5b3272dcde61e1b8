/** A still every few seconds: what a viewer gets where the browser cannot play the video. */

const EVERY_MS = 3_000;
const TIMEOUT_MS = 10_000;

export interface StillEvents {
  /** An object URL; the one before it is no longer valid. */
  readonly picture: (url: string) => void;
  readonly failed: (reason: string) => void;
}

export class StillPictures {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private abort: AbortController | null = null;
  private current: string | null = null;

  constructor(
    private readonly address: () => string,
    private readonly events: StillEvents,
  ) {}

  start(): void {
    if (this.abort !== null) return;
    this.abort = new AbortController();
    void this.fetchOne(this.abort.signal);
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.current !== null) URL.revokeObjectURL(this.current);
    this.current = null;
  }

  private async fetchOne(signal: AbortSignal): Promise<void> {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const answer = await fetch(this.address(), { signal: limit, cache: "no-store" });
      if (!answer.ok) throw new Error(`The server answered ${String(answer.status)}.`);
      const url = URL.createObjectURL(await answer.blob());
      if (signal.aborted) {
        URL.revokeObjectURL(url);
        return;
      }
      const before = this.current;
      this.current = url;
      this.events.picture(url);
      if (before !== null) URL.revokeObjectURL(before);
    } catch (error) {
      if (signal.aborted) return;
      this.events.failed(error instanceof Error ? error.message : "No still picture came.");
    }
    this.timer = setTimeout(() => {
      void this.fetchOne(signal);
    }, EVERY_MS);
  }
}
