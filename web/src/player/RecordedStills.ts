/** Stills of recorded moments, where the browser cannot play the footage itself. */

import { stillUrl } from "../api/video";
import { toIso } from "../ui/london";

const EVERY_MS = 1_000;
const SETTLE_MS = 150;

export class RecordedStills {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private wanted = 0;
  private told: string | null = null;

  constructor(
    private readonly camera: string,
    private readonly tell: (url: string) => void,
  ) {}

  /** Ask for the picture at `position` (s): about one a second while playing, soon after a jump while standing. */
  show(position: number, playing: boolean): void {
    this.wanted = position;
    this.timer ??= setTimeout(
      () => {
        this.timer = null;
        const url = stillUrl(this.camera, toIso(Math.round(this.wanted * 1000)), 1280);
        if (url === this.told) return;
        this.told = url;
        this.tell(url);
      },
      playing ? EVERY_MS : SETTLE_MS,
    );
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
