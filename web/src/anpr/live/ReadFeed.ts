/**
 * Reads as they come: the latest ones asked for once, then a socket. However many come, the screen is told at most
 * once for each picture that the browser paints. While paused, what comes is kept and counted, and nothing moves.
 */
import { backOff } from "@/api/events";
import { liveReadsUrl, readLatest } from "@/api/plates";
import type { LatestReads, Read } from "@/api/platesTypes";

/** A read with the look under which its pictures may be fetched. */
export interface Entry { read: Read; look: string }
export interface FeedState {
  entries: readonly Entry[];
  /** Reads that came since the pause began. */
  since: number;
  paused: boolean;
  link: "opening" | "open" | "away";
  error: unknown;
}
/** More than fit on any screen; older ones are found by a search, under its purpose. */
export const KEPT = 200;
const LATEST = 60;
const AWAY_AFTER = 2;
/** A look at pictures ends by itself after an hour: it is taken anew before that. */
const LOOK_MS = 45 * 60_000;

/** The list with what came put in: newest first, one line for each read, the later word for the same read kept. */
export function merge(list: readonly Entry[], came: readonly Entry[], most = KEPT): readonly Entry[] {
  if (came.length === 0) return list;
  const byId = new Map(list.map((one) => [one.read.id, one]));
  for (const one of came) byId.set(one.read.id, { read: one.read, look: one.look || (byId.get(one.read.id)?.look ?? "") });
  return [...byId.values()].sort((a, b) => (a.read.at < b.read.at ? 1 : a.read.at > b.read.at ? -1 : 0)).slice(0, most);
}

interface Outside {
  makeSocket: (url: string) => WebSocket;
  /** Calls back when the browser paints next. */
  onPaint: (run: () => void) => void;
  latest: (limit: number) => Promise<LatestReads>;
}
/** A tab that nobody sees is never painted, so a timer stands in. */
const onPaint = (run: () => void): void => {
  if (document.hidden) setTimeout(run, 500);
  else requestAnimationFrame(run);
};
const REAL: Outside = { makeSocket: (url) => new WebSocket(url), onPaint, latest: (limit) => readLatest(limit, null) };
const START: FeedState = { entries: [], since: 0, paused: false, link: "opening", error: null };

export class ReadFeed {
  readonly #outside: Outside;
  readonly #watchers = new Set<() => void>();
  #state = START;
  #waiting: Entry[] = [];
  #painting = false;
  #look = "";
  #lookedAt = Number.POSITIVE_INFINITY;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #running = false;

  constructor(outside: Partial<Outside> = {}) {
    this.#outside = { ...REAL, ...outside };
  }

  get state(): FeedState {
    return this.#state;
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => { this.#watchers.delete(watcher); };
  };

  /** Begin; returns how to end. */
  start(): () => void {
    this.#running = true;
    void this.#load();
    this.#open();
    return () => {
      this.#running = false;
      clearTimeout(this.#timer);
      this.#socket?.close();
      this.#socket = null;
    };
  }

  pause(paused: boolean): void {
    const entries = paused ? this.#state.entries : merge(this.#state.entries, this.#waiting);
    if (!paused) this.#waiting = [];
    this.#set({ paused, entries, since: 0 });
  }

  /** Ask for the latest reads again, with a fresh look. */
  retry(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      const { reads, look } = await this.#outside.latest(LATEST);
      this.#look = look;
      this.#lookedAt = Date.now();
      this.#set({ error: null });
      this.#take(reads);
    } catch (error) {
      this.#set({ error });
    }
  }

  #take(reads: readonly Read[]): void {
    this.#waiting.push(...reads.map((read) => ({ read, look: this.#look })));
    // A tab left alone for hours does not pile up what it will never show.
    if (this.#waiting.length > 2 * KEPT) this.#waiting = [...merge([], this.#waiting)];
    if (this.#painting) return;
    this.#painting = true;
    this.#outside.onPaint(() => { this.#painting = false; this.#paint(); });
  }

  #paint(): void {
    if (this.#waiting.length === 0) return;
    if (this.#state.paused) {
      const known = new Set(this.#state.entries.map((one) => one.read.id));
      this.#set({ since: new Set(this.#waiting.map((one) => one.read.id).filter((id) => !known.has(id))).size });
      return;
    }
    const came = this.#waiting;
    this.#waiting = [];
    this.#set({ entries: merge(this.#state.entries, came) });
  }

  #open(): void {
    const socket = this.#outside.makeSocket(liveReadsUrl());
    this.#socket = socket;
    socket.onopen = () => {
      // What came while nobody listened is in the latest reads.
      if (this.#failures > 0) void this.#load();
      this.#failures = 0;
      this.#set({ link: "open" });
    };
    socket.onmessage = (message: MessageEvent<unknown>) => { this.#hear(message.data); };
    socket.onclose = () => {
      if (!this.#running) return;
      this.#failures += 1;
      if (this.#failures >= AWAY_AFTER) this.#set({ link: "away" });
      this.#timer = setTimeout(() => { this.#open(); }, backOff(this.#failures - 1, Math.random()));
    };
  }

  #hear(data: unknown): void {
    if (typeof data !== "string") return;
    const told = JSON.parse(data) as { kind: string; body: { reads?: Read[] } };
    if (told.kind === "plates.reads" && told.body.reads) this.#take(told.body.reads);
    if (told.kind !== "resync" && Date.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = Number.POSITIVE_INFINITY;
    if (told.kind === "resync" || this.#look !== "") void this.#load();
  }

  #set(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const tell of this.#watchers) tell();
  }
}
