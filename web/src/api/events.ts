/**
 * One WebSocket to /api/events for the whole app. It reconnects by itself with a jittered back-off,
 * writes camera health straight into the cached list, and tells listeners about everything else.
 */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { onReach, socketUrl } from "./client";
import { keys } from "./keys";
import type { Camera, Export, ServerEvent } from "./types";

export type LinkState = "connecting" | "open" | "away";
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Shorter breaks are not worth a banner. */
const AWAY_AFTER_FAILURES = 2;

/** Milliseconds to wait before try number `attempt` (0 first): doubling, with jitter so that all desks do not knock at once. */
export function backOff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return Math.round(full / 2 + (full / 2) * random);
}

/** Put what the server just said into the cached answers. */
export function applyEvent(cache: QueryClient, event: ServerEvent): void {
  switch (event.kind) {
    case "camera.health": {
      const { camera_id, state, detail, since } = event.body;
      cache.setQueryData<Camera[]>(keys.cameras, (list) =>
        list?.map((one) => (one.id === camera_id ? { ...one, health: { state, detail, since } } : one)));
      return;
    }
    case "export.progress": {
      const { export_id, status, progress } = event.body;
      cache.setQueryData<Export[]>(keys.exports, (list) =>
        list?.map((one) => (one.id === export_id ? { ...one, status, progress } : one)));
      if (status !== "running") void cache.invalidateQueries({ queryKey: keys.exports });
      return;
    }
    case "resync":
      void cache.invalidateQueries();
      return;
    default: {
      const stale = STALE[event.kind];
      if (stale) void cache.invalidateQueries({ queryKey: stale });
    }
  }
}
/** News that says only that an answer is old. */
const STALE: Partial<Record<ServerEvent["kind"], readonly string[]>> = {
  "estate.changed": keys.cameras, "export.removed": keys.exports, "hold.placed": keys.holds, "hold.released": keys.holds,
  "plates.hit": keys.plateHits, "plates.hit_changed": keys.plateHits,
  "volume.state": keys.status, "rights.break_glass": keys.glasses, "rights.break_glass_ended": keys.glasses, alarm: keys.status,
};

type Listener = (event: ServerEvent) => void;

export class EventLink {
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** The last event that was heard, so that the server can tell what came since. */
  #heard = "";
  #stopped = true;
  #resting = false;
  #state: LinkState = "connecting";
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();
  readonly #makeSocket: (url: string) => WebSocket;

  constructor(makeSocket: (url: string) => WebSocket = (url) => new WebSocket(url)) {
    this.#makeSocket = makeSocket;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Start listening; returns how to stop. After a break the server is asked for what was missed. */
  start(cache: QueryClient): () => void {
    this.#stopped = false;
    this.#resting = false;
    const forget = this.listen((event) => { applyEvent(cache, event); });
    const forgetReach = onReach((reachable) => { if (reachable && this.#state === "away") this.#retryNow(); });
    this.#open(cache);
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      this.#socket?.close();
      this.#socket = null;
      this.#failures = 0;
      this.#heard = "";
      this.#set("connecting");
      forget();
      forgetReach();
    };
  }

  /** Whoever signs out will be refused: when the server ends the socket now, it is not knocked at again. */
  rest(): void {
    this.#resting = true;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => { this.#watchers.delete(watcher); };
  };

  #set(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const tell of this.#watchers) tell();
  }

  #open(cache: QueryClient): void {
    const socket = this.#makeSocket(socketUrl("/events", { after: this.#heard }));
    this.#socket = socket;
    socket.onopen = () => {
      // Without a known last event the server cannot tell what was missed: read everything again.
      const missed = this.#failures > 0 && this.#heard === "";
      this.#failures = 0;
      this.#set("open");
      if (missed) void cache.invalidateQueries();
    };
    socket.onmessage = (message: MessageEvent<unknown>) => {
      const event = parseEvent(message.data);
      if (!event) return;
      if (event.id) this.#heard = event.id;
      for (const tell of this.#listeners) tell(event);
    };
    socket.onclose = () => {
      if (this.#stopped || this.#resting) return;
      this.#failures += 1;
      if (this.#failures >= AWAY_AFTER_FAILURES) this.#set("away");
      this.#timer = setTimeout(() => { this.#open(cache); }, backOff(this.#failures - 1, Math.random()));
    };
    this.#retryNow = () => {
      clearTimeout(this.#timer);
      if (socket.readyState === 3) this.#open(cache);
    };
  }
  #retryNow: () => void = () => undefined;
}

function parseEvent(data: unknown): ServerEvent | null {
  if (typeof data !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed === "object" && parsed !== null && "kind" in parsed && "body" in parsed) return parsed as ServerEvent;
  } catch {
    return null;
  }
  return null;
}

/** The app's one link. */
export const events = new EventLink();

export const useLinkState = (): LinkState => useSyncExternalStore(events.watch, () => events.state);
