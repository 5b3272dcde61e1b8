import { describe, expect, it, vi } from "vitest";

import type { Read } from "@/api/platesTypes";
import { read } from "@/testing/plates";

import { KEPT, merge, ReadFeed, type Entry } from "./ReadFeed";

const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 14, 0, second)).toISOString();
const entry = (id: string, second: number, more: Partial<Read> = {}): Entry => ({ read: read(id, "LA51ABC", { at: at(second), ...more }), look: "look" });

describe("reads put together", () => {
  it("stand newest first, each once, with the later word for it", () => {
    const list = merge([entry("a", 3, { final: false }), entry("b", 1)], [entry("c", 2), entry("a", 3, { final: true })]);
    expect(list.map((one) => one.read.id)).toEqual(["a", "c", "b"]);
    expect(list[0]?.read.final).toBe(true);
  });

  it("are bounded", () => {
    const many = Array.from({ length: 3 * KEPT }, (_, index) => entry(String(index), index));
    expect(merge([], many)).toHaveLength(KEPT);
    expect(merge([], many)[0]?.read.id).toBe(String(3 * KEPT - 1));
  });

  it("stay the same list when nothing came", () => {
    const list = [entry("a", 1)];
    expect(merge(list, [])).toBe(list);
  });
});

/** A feed whose socket and painting are in the test's hands. */
function feedInHand() {
  const paints: (() => void)[] = [];
  const sockets: { onopen?: () => void; onmessage?: (message: { data: string }) => void; onclose?: () => void; close: () => void }[] = [];
  const latest = vi.fn(() => Promise.resolve({ reads: [read("old", "AB12CDE", { at: at(0) })], look: "look-1" }));
  const feed = new ReadFeed({
    latest, onPaint: (run) => { paints.push(run); },
    makeSocket: () => { const socket = { close: () => undefined }; sockets.push(socket); return socket as unknown as WebSocket; },
  });
  const updates = vi.fn();
  feed.watch(updates);
  return {
    feed, latest, updates, sockets,
    paint: () => { for (const run of paints.splice(0)) run(); },
    tell: (reads: Read[], kind = "plates.reads") => { sockets.at(-1)?.onmessage?.({ data: JSON.stringify({ id: "1", kind, at: at(0), body: { reads } }) }); },
  };
}

describe("live reads", () => {
  it("tell the screen once for a painted picture, however many came", async () => {
    const { feed, paint, tell, updates } = feedInHand();
    feed.start();
    await vi.waitFor(() => { expect(updates).toHaveBeenCalled(); });
    paint();
    updates.mockClear();
    for (let second = 1; second <= 160; second += 1) tell([read(`r${String(second)}`, "LA51ABC", { at: at(second) })]);
    expect(updates).not.toHaveBeenCalled();
    paint();
    expect(updates).toHaveBeenCalledTimes(1);
    expect(feed.state.entries).toHaveLength(161);
    expect(feed.state.entries[0]).toMatchObject({ look: "look-1", read: { id: "r160" } });
  });

  it("hold still while paused, count what came, and show it afterwards", async () => {
    const { feed, paint, tell, updates } = feedInHand();
    feed.start();
    await vi.waitFor(() => { expect(updates).toHaveBeenCalled(); });
    paint();
    feed.pause(true);
    tell([read("new-1", "LA51ABC", { at: at(5) }), read("new-1", "LA51ABC", { at: at(5), confidence: 0.5 }), read("new-2", "LA52ABC", { at: at(6) }), read("old", "AB12CDE", { at: at(0) })]);
    paint();
    expect(feed.state).toMatchObject({ paused: true, since: 2 });
    expect(feed.state.entries.map((one) => one.read.id)).toEqual(["old"]);
    feed.pause(false);
    expect(feed.state).toMatchObject({ paused: false, since: 0 });
    expect(feed.state.entries.map((one) => one.read.id)).toEqual(["new-2", "new-1", "old"]);
  });

  it("come back after a break, and ask for what was missed", async () => {
    vi.useFakeTimers();
    try {
      const { feed, latest, sockets } = feedInHand();
      const stop = feed.start();
      sockets[0]?.onopen?.();
      expect(feed.state.link).toBe("open");
      sockets[0]?.onclose?.();
      await vi.advanceTimersByTimeAsync(1000);
      sockets[1]?.onclose?.();
      expect(feed.state.link).toBe("away");
      await vi.advanceTimersByTimeAsync(2000);
      sockets[2]?.onopen?.();
      expect(feed.state.link).toBe("open");
      expect(latest).toHaveBeenCalledTimes(2);
      stop();
      sockets[2]?.onclose?.();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(sockets).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it("say why they could not be fetched, and try again when asked", async () => {
    const { feed, latest } = feedInHand();
    latest.mockRejectedValueOnce(new Error("no"));
    feed.start();
    await vi.waitFor(() => { expect(feed.state.error).toBeInstanceOf(Error); });
    feed.retry();
    await vi.waitFor(() => { expect(feed.state.error).toBeNull(); });
  });
});
