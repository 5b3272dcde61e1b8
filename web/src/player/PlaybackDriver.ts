/** Recorded video of one camera in one video element, following a PlaybackClock. A plain class, without React. */

import { ApiError } from "../api/errors";
import { canPlay } from "./mediaSource";
import type { FragmentIndex } from "./FragmentIndex";
import { FootageRefused, FragmentLoader } from "./FragmentLoader";
import { nextJob, type Job } from "./nextJob";
import type { Follower, PlaybackClock } from "./PlaybackClock";
import { aheadGoal, KEEP_BEHIND } from "./playbackRules";
import { FIRST_PLAYBACK, LOADING, READY, sameState, type PlaybackSnapshot, type PlaybackState } from "./playbackState";
import { RecordedBuffer } from "./RecordedBuffer";
import { RecordedStills } from "./RecordedStills";
import { VideoPlacer } from "./VideoPlacer";

const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 10_000;
/** How often to ask again for footage that is being recorded right now. */
const NEWS_MS = 1_000;

export class PlaybackDriver implements Follower {
  private readonly loader: FragmentLoader;
  private readonly listeners = new Set<() => void>();
  private readonly placer: VideoPlacer;
  private readonly stills: RecordedStills;
  private buffer: RecordedBuffer | null = null;
  private job: { readonly what: Job; readonly abort: AbortController } | null = null;
  private current: PlaybackSnapshot = FIRST_PLAYBACK;
  private trouble: PlaybackState | null = null;
  private leave: (() => void) | null = null;
  private pause: ReturnType<typeof setTimeout> | null = null;
  private failures = 0;
  private refusals = 0;
  private emptyAnswers = 0;
  private jumps = -1;

  constructor(
    private readonly video: HTMLVideoElement,
    readonly camera: string,
    private readonly clock: PlaybackClock,
  ) {
    video.muted = true;
    video.playsInline = true;
    this.loader = new FragmentLoader(camera);
    this.placer = new VideoPlacer(video, clock.guard, clock.nudge);
    this.stills = new RecordedStills(camera, (still) => {
      this.publish({ still });
    });
  }

  readonly snapshot = (): PlaybackSnapshot => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Wall-clock time (s) of the frame that is on screen; null until one is. */
  get shown(): number | null {
    const media = this.placer.shownMedia;
    return media === null || this.buffer === null ? null : media + this.buffer.anchor;
  }

  get index(): FragmentIndex {
    return this.loader.index;
  }

  start(): void {
    this.placer.start();
    this.leave ??= this.clock.follow(this);
    this.sync();
  }

  stop(): void {
    this.leave?.();
    this.leave = null;
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = null;
    this.job?.abort.abort();
    this.job = null;
    this.placer.stop();
    this.stills.stop();
    this.buffer?.close();
    this.buffer = null;
  }

  readonly ready = (): boolean => {
    const { position } = this.clock;
    if (this.trouble !== null || this.index.gapAt(position) !== null) return true;
    if (this.buffer === null) return false;
    const here = this.index.at(position);
    const more = here !== null && this.index.following(here) !== null;
    return this.placer.ready(this.buffer, position, this.clock.snapshot().rate, more);
  };

  readonly gapUntil = (): number | null | undefined => {
    if (this.trouble !== null && this.trouble.kind !== "unsupported") return null;
    const gap = this.index.gapAt(this.clock.position);
    return gap === null ? undefined : gap.to;
  };

  readonly frame = (time: number, direction: 1 | -1): number | null => {
    const frames = this.buffer?.frames;
    const loaded = frames?.step(time, direction) ?? null;
    const on = frames?.at(time) ?? null;
    if (loaded !== null || on === null) return loaded;
    const half = (on.end - on.start) / 2;
    const here = this.index.at(time);
    if (here === null) return null;
    // The frame next door lies in a fragment that is not loaded yet.
    const beside = direction === 1 ? this.index.following(here) : this.index.before(here);
    if (beside === null) return null;
    return direction === 1 ? beside.start + half : beside.end - half;
  };

  readonly sync = (): void => {
    const { jumps, playing, waiting, rate } = this.clock.snapshot();
    const { position } = this.clock;
    if (jumps !== this.jumps) {
      this.jumps = jumps;
      this.emptyAnswers = 0;
      this.placer.jumped();
      this.dropStaleJob(position);
    }
    const mode = !playing ? "exact" : this.clock.guard.keyFramesOnly ? "keys" : waiting ? "hold" : "run";
    if (this.trouble?.kind === "unsupported") {
      if (this.index.at(position) !== null) this.stills.show(position, playing);
    } else if (this.buffer !== null) {
      const here = this.index.at(position);
      this.placer.place(this.buffer, { position, rate, mode, keyFrame: here === null ? null : here.start + 0.001 });
      const ahead = aheadGoal(rate);
      this.buffer.keep(position - (rate < 0 ? ahead : KEEP_BEHIND), position + ahead);
    }
    this.wake();
    this.tellState(position);
  };

  private wake(): void {
    if (this.job !== null || this.pause !== null || this.leave === null || this.trouble?.kind === "refused") return;
    const { rate, playing } = this.clock.snapshot();
    const unsupported = this.trouble?.kind === "unsupported";
    const what = nextJob(this.index, {
      position: this.clock.position,
      rate,
      playing,
      latest: this.clock.latest,
      emptyAnswers: this.emptyAnswers,
      has: (fragment) => unsupported || (this.buffer?.has(fragment) ?? false),
    });
    if (what === null) return;
    const abort = new AbortController();
    this.job = { what, abort };
    void this.perform(what, abort.signal);
  }

  private async perform(what: Job, signal: AbortSignal): Promise<void> {
    try {
      if (what.kind === "window") await this.ask(what.from, what.to, signal);
      else await this.fetch(what, signal);
      if (signal.aborted) return;
      this.job = null;
      this.failures = 0;
      if (this.trouble?.kind === "failed") this.trouble = null;
    } catch (error) {
      if (signal.aborted) return;
      this.job = null;
      this.failed(error);
    }
    this.clock.nudge();
  }

  private async ask(from: number, to: number, signal: AbortSignal): Promise<void> {
    const before = this.index.knownUntil(this.clock.position);
    const until = await this.loader.window(from, to, signal);
    if (signal.aborted) return;
    this.publish({ bytesPerSecond: this.index.bytesPerSecond });
    const { position } = this.clock;
    this.emptyAnswers = this.index.after(position - 10) === null ? this.emptyAnswers + 1 : 0;
    // Nothing new: this is footage still on its way to the disk.
    if (until <= Math.max(position, before ?? 0)) this.later(NEWS_MS);
  }

  private async fetch(what: Job & { kind: "bytes" }, signal: AbortSignal): Promise<void> {
    const segment = what.run[0]?.segment;
    if (segment === undefined) return;
    if (!canPlay(segment.mime)) {
      this.trouble = { kind: "unsupported", text: "This browser cannot play H.265. Still pictures are shown instead." };
      return;
    }
    const [init, bytes] = await Promise.all([this.loader.init(segment, signal), this.loader.run(what.run, signal)]);
    if (signal.aborted) return;
    this.refusals = 0;
    const { position } = this.clock;
    if (this.buffer !== null && position < this.buffer.anchor + 1) {
      this.buffer.close();
      this.buffer = null;
    }
    this.buffer ??= new RecordedBuffer(this.video, position, segment.mime, {
      changed: this.clock.nudge,
      failed: (error) => {
        this.buffer?.close();
        this.buffer = null;
        this.failed(error);
      },
    });
    this.buffer.append(init, what.run, bytes);
    this.publish({ width: segment.width, height: segment.height });
  }

  private failed(error: unknown): void {
    if (error instanceof FootageRefused && this.refusals === 0) {
      this.refusals += 1; // the token is old, or the file is gone: ask once for what there is now
      this.index.doubt();
      return;
    }
    const denied = error instanceof ApiError && [401, 403, 404].includes(error.status);
    if (denied || error instanceof FootageRefused) {
      const text = denied ? `${error.message} ${error.advice}`.trim() : error.message;
      this.trouble = { kind: "refused", text };
      return;
    }
    const words = error instanceof Error ? error.message : "The recording could not be read.";
    this.trouble = { kind: "failed", text: `${words} Trying again.` };
    this.later(Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** this.failures));
    this.failures += 1;
  }

  private later(ms: number): void {
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.pause = null;
      this.clock.nudge();
    }, ms);
  }

  /** After a jump: what is under way for another moment is not waited for. */
  private dropStaleJob(position: number): void {
    const what = this.job?.what;
    if (what === undefined) return;
    const wanted =
      what.kind === "window"
        ? what.from <= position && position < what.to
        : what.run.some((one) => one.start <= position && position < one.end) && what.run.length === 1;
    if (wanted) return;
    this.job?.abort.abort();
    this.job = null;
  }

  private tellState(position: number): void {
    const gap = this.index.gapAt(position);
    let state: PlaybackState = this.trouble ?? LOADING;
    if (gap !== null && this.trouble?.kind !== "refused") state = { kind: "gap", text: "No recording", ...gap };
    else if (this.trouble === null && this.buffer !== null && this.placer.hasPicture(this.buffer, position)) state = READY;
    this.publish({ state, keyFramesOnly: this.clock.guard.keyFramesOnly });
  }

  private publish(part: Partial<PlaybackSnapshot>): void {
    const next = { ...this.current, ...part };
    if (sameState(next.state, this.current.state)) next.state = this.current.state;
    const names = Object.keys(next) as (keyof PlaybackSnapshot)[];
    if (names.every((name) => next[name] === this.current[name])) return;
    this.current = next;
    for (const listener of this.listeners) listener();
  }
}

