import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testCache } from "@/testing/render";
import { cameras } from "@/testing/town";

import { applyEvent, backOff, EventLink } from "./events";
import { keys } from "./keys";
import type { Camera, ServerEvent } from "./types";

class FakeSocket {
  static made: FakeSocket[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    FakeSocket.made.push(this);
  }
  open() { this.readyState = 1; this.onopen?.(); }
  drop() { this.readyState = 3; this.onclose?.(); }
  say(event: unknown) { this.onmessage?.({ data: typeof event === "string" ? event : JSON.stringify(event) }); }
  close() { this.readyState = 3; }
}
const link = () => new EventLink((url) => new FakeSocket(url) as unknown as WebSocket);
const lost: ServerEvent = { id: "41", kind: "camera.health", at: "2026-11-22T15:00:00Z", body: { camera_id: "c-1", state: "lost", detail: "No route", since: "2026-11-22T15:00:00Z" } };
const newest = () => FakeSocket.made.at(-1) as FakeSocket;

beforeEach(() => { vi.useFakeTimers(); FakeSocket.made = []; });
afterEach(() => { vi.useRealTimers(); });

describe("events", () => {
  it("writes a camera's health into the list that is already there", () => {
    const cache = testCache();
    cache.setQueryData(keys.cameras, cameras());
    applyEvent(cache, lost);
    expect(cache.getQueryData<Camera[]>(keys.cameras)?.[0]?.health).toMatchObject({ state: "lost", detail: "No route" });
  });

  it("marks as old what other news is about, and everything on resync", () => {
    const cache = testCache();
    cache.setQueryData(keys.cameras, cameras());
    cache.setQueryData(keys.status, {});
    applyEvent(cache, { id: "1", kind: "estate.changed", at: "", body: { camera_id: null } });
    expect(cache.getQueryState(keys.cameras)?.isInvalidated).toBe(true);
    expect(cache.getQueryState(keys.status)?.isInvalidated).toBe(false);
    applyEvent(cache, { id: "", kind: "resync", at: "", body: {} });
    expect(cache.getQueryState(keys.status)?.isInvalidated).toBe(true);
  });

  it("does not knock again while somebody signs out, and does for whoever signs in next", () => {
    const events = link();
    const stop = events.start(testCache());
    newest().open();
    events.rest();
    newest().drop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(1);
    stop();
    events.start(testCache());
    newest().open();
    newest().drop();
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.made).toHaveLength(3);
  });

  it("comes back after a break and asks for what came since", () => {
    const events = link();
    const heard = vi.fn();
    events.listen(heard);
    const stop = events.start(testCache());
    newest().open();
    expect(events.state).toBe("open");
    newest().say(lost);
    newest().say("not json");
    expect(heard).toHaveBeenCalledTimes(1);
    newest().drop();
    expect(events.state).toBe("open");
    vi.advanceTimersByTime(600);
    expect(FakeSocket.made).toHaveLength(2);
    expect(newest().url).toContain("after=41");
    newest().drop();
    expect(events.state).toBe("away");
    vi.advanceTimersByTime(1100);
    newest().open();
    expect(events.state).toBe("open");
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(3);
  });

  it("waits longer each time, never more than fifteen seconds, and never all desks at once", () => {
    expect(backOff(0, 0)).toBe(250);
    expect(backOff(0, 1)).toBe(500);
    expect(backOff(3, 0.5)).toBe(3000);
    expect(backOff(50, 1)).toBe(15_000);
  });
});
