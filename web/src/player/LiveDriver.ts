/**
 * Live video of one camera in one video element. A plain class: `subscribe` and `snapshot` fit React's
 * useSyncExternalStore, and nothing here knows of React.
 */

import { liveSocketUrl, stillUrl } from "../api/video";
import { toIso } from "../ui/london";
import { LiveBuffer } from "./LiveBuffer";
import type { LiveNotice, MediaMessage } from "./liveMessage";
import type { StreamName } from "./liveRules";
import { LiveSocket } from "./LiveSocket";
import { CONNECTING, FIRST, lost, PLAYING, unsupported, type LiveSnapshot, type LiveState } from "./liveState";
import { canPlay } from "./mediaSource";
import { StillPictures } from "./StillPictures";

/** A window that nobody sees for this long stops asking for video. */
const HIDDEN_MS = 30_000;
/** Figures on the tile change at most this often: a number that flickers is not read. */
const FIGURES_MS = 500;
/** A picture that broke inside the browser is started anew, but not over and over. */
const RESTART_MS = 2_000;

export interface LiveOptions {
  readonly camera: string;
  readonly stream: StreamName;
  /** Called with the size that a stream really has. */
  readonly sized?: (stream: string, width: number, height: number) => void;
  /** Why this viewer may not watch, in plain words, or null where that is not the trouble. */
  readonly whyNot?: (camera: string) => Promise<string | null>;
}

/** The newest moment of which a still can be had: footage needs a moment to be on the disk. */
const STILL_BEHIND_MS = 6_000;

export class LiveDriver {
  private readonly listeners = new Set<() => void>();
  private readonly socket: LiveSocket;
  private readonly stills: StillPictures;
  private buffer: LiveBuffer | null = null;
  private current: LiveSnapshot = FIRST;
  private stream: StreamName;
  private frames = 0;
  private figuresAt = 0;
  private hiddenTimer: ReturnType<typeof setTimeout> | null = null;
  private restartTimer: ReturnType<typeof setTimeout> | null = null;
  private running = false;
  /** The browser cannot play what the camera sends: the server is asked for H.264. */
  private converted = false;
  /** Media came since the state last said that there is none: frames still in the buffer do not count. */
  private arrived = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: LiveOptions,
  ) {
    this.stream = options.stream;
    video.muted = true;
    video.playsInline = true;
    this.socket = new LiveSocket(() => this.address(), {
      opening: () => {
        if (this.current.state.kind !== "lost") this.become(CONNECTING);
      },
      media: this.media,
      notice: this.notice,
      down: (reason, retryInMs) => {
        this.down(reason, retryInMs);
      },
      refused: (state) => {
        this.finish(state);
      },
      turnedDown: () => {
        void this.askWhy();
      },
    });
    this.stills = new StillPictures(
      () => stillUrl(options.camera, toIso(Date.now() - STILL_BEHIND_MS), this.stillWidth()),
      {
        picture: (still) => {
          this.publish({ ...this.current, still });
        },
        failed: (reason) => {
          this.publish({ ...this.current, state: { kind: "unsupported", text: `No still picture: ${reason}` } });
        },
      },
    );
  }

  readonly snapshot = (): LiveSnapshot => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Seconds between the newest picture in the page and the one on screen; null while there is none. */
  get behind(): number | null {
    return this.buffer?.behind ?? null;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    document.addEventListener("visibilitychange", this.visibility);
    if (!document.hidden) this.socket.start();
  }

  stop(): void {
    this.running = false;
    document.removeEventListener("visibilitychange", this.visibility);
    if (this.hiddenTimer !== null) clearTimeout(this.hiddenTimer);
    if (this.restartTimer !== null) clearTimeout(this.restartTimer);
    this.hiddenTimer = null;
    this.restartTimer = null;
    this.socket.stop();
    this.stills.stop();
    this.buffer?.close();
    this.buffer = null;
  }

  /** Take another stream of the same camera; the old picture stays until the new one is there. */
  setStream(stream: StreamName): void {
    if (stream === this.stream) return;
    this.stream = stream;
    if (this.running && this.socket.open) this.socket.start();
  }

  /** Ask again after a refusal or an end. */
  retry(): void {
    if (!this.running) return;
    this.become(CONNECTING);
    this.socket.start();
  }

  private readonly media = (message: MediaMessage): void => {
    this.arrived ||= !message.init;
    this.buffer?.append(message);
  };

  private readonly notice = (notice: LiveNotice): void => {
    if (notice.type === "stream" || notice.type === "format") {
      this.format(notice.mime, notice.width, notice.height, notice.stream ?? this.stream);
    } else if (notice.type === "lost") {
      this.become(lost(notice.reason, null));
    } else if (notice.type === "refused") {
      this.finish({ kind: "refused", text: notice.reason });
    }
  };

  private format(mime: string, width: number, height: number, stream: string): void {
    if (width > 0) this.options.sized?.(stream, width, height);
    this.publish({ ...this.current, stream, width, height });
    if (!canPlay(mime)) {
      this.convert(mime);
      return;
    }
    this.buffer ??= this.newBuffer();
    this.buffer.format(mime);
  }

  private down(reason: string, retryInMs: number | null): void {
    if (this.converted && this.buffer === null && retryInMs !== null) {
      // Converting was refused (all places taken, say): stills are better than nothing.
      this.socket.stop();
      this.become({ kind: "unsupported", text: `${reason} Still pictures are shown instead.` });
      this.stills.start();
      return;
    }
    this.become(lost(reason, retryInMs));
  }

  /** Ask the server to make H.264 of it; where it cannot do that either, show stills. */
  private convert(mime: string): void {
    this.socket.stop();
    if (!this.converted) {
      this.converted = true;
      this.socket.start();
      return;
    }
    this.become(unsupported(mime));
    this.stills.start();
  }

  private address(): string {
    const url = liveSocketUrl(this.options.camera, this.stream);
    return this.converted ? `${url}&codec=h264` : url;
  }

  private async askWhy(): Promise<void> {
    const words = await this.options.whyNot?.(this.options.camera);
    if (!this.running || words === null || words === undefined) return;
    this.socket.stop();
    this.finish({ kind: "refused", text: words });
  }

  private newBuffer(): LiveBuffer {
    return new LiveBuffer(this.video, { shown: this.shown, failed: this.broken });
  }

  private readonly shown = (): void => {
    this.frames += 1;
    const now = performance.now();
    const state = this.current.state;
    if (state.kind === "playing" && now - this.figuresAt < FIGURES_MS) return;
    if (!this.arrived || state.kind === "refused") return;
    this.figuresAt = now;
    const meter = this.buffer?.meter;
    this.publish({
      ...this.current,
      state: PLAYING,
      latencyMs: meter?.latencyMs ?? null,
      clocksAgree: meter?.clocksAgree ?? true,
      framesShown: this.frames,
    });
  };

  private readonly broken = (): void => {
    if (!this.running || this.restartTimer !== null) return;
    this.socket.stop();
    this.buffer?.close();
    this.buffer = null;
    this.become(lost("The picture broke off in the browser. Starting it again.", RESTART_MS));
    this.restartTimer = setTimeout(() => {
      this.restartTimer = null;
      if (this.running) this.socket.start();
    }, RESTART_MS);
  };

  private finish(state: LiveState): void {
    this.become(state);
    this.buffer?.close();
    this.buffer = null;
  }

  private readonly visibility = (): void => {
    if (this.hiddenTimer !== null) clearTimeout(this.hiddenTimer);
    this.hiddenTimer = null;
    if (document.hidden) {
      this.hiddenTimer = setTimeout(() => {
        this.socket.stop();
      }, HIDDEN_MS);
      return;
    }
    const waits = ["connecting", "playing", "lost"].includes(this.current.state.kind);
    if (waits && !this.socket.open && this.restartTimer === null) this.socket.start();
    this.buffer?.catchUp();
  };

  private stillWidth(): number {
    return Math.min(1920, Math.max(320, Math.round(this.video.clientWidth * devicePixelRatio)));
  }

  private become(state: LiveState): void {
    this.arrived = false;
    this.publish({ ...this.current, state });
  }

  private publish(next: LiveSnapshot): void {
    this.current = next;
    for (const listener of this.listeners) listener();
  }
}
