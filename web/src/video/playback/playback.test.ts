import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { PlaybackClock } from "@/player/PlaybackClock";
import { camera } from "@/testing/town";

import { gridFor } from "./PictureGrid";
import { lossDay, withEnd } from "./RangeBar";
import { stillName } from "./saveStill";
import { startOf } from "./usePlaybackChoice";
import { jumpFor, nextSpeed, playbackShortcuts } from "./usePlaybackKeys";

const NOW = 1_795_000_000;
beforeEach(() => { vi.useFakeTimers({ now: NOW * 1000 }); });
afterEach(() => { vi.useRealTimers(); });

describe("speeds by key", () => {
  it("go up to 16 forwards and 8 backwards, through normal speed", () => {
    expect([1, 2, 16, 0.25, -4].map((rate) => nextSpeed(rate, 1))).toEqual([2, 4, 16, 0.5, 1]);
    expect([4, 2, 1, -1, -8].map((rate) => nextSpeed(rate, -1))).toEqual([2, 1, -1, -2, -8]);
  });
});

describe("keys", () => {
  const acts = () => ({
    clock: new PlaybackClock(NOW - 1000), markIn: vi.fn(), markOut: vi.fn(), clearRange: vi.fn(), zoomBy: vi.fn(), panBy: vi.fn(),
    nextCamera: vi.fn(), toGap: vi.fn(), toNewest: vi.fn(), still: vi.fn(),
  });
  const press = (all: ReturnType<typeof acts>, key: string, shiftKey = false) => {
    playbackShortcuts(all).find((one) => one.key === key)?.run({ key, shiftKey } as KeyboardEvent);
  };
  it("play, pause, jump and step", () => {
    const all = acts();
    press(all, " ");
    expect(all.clock.snapshot().playing).toBe(true);
    press(all, "k");
    expect(all.clock.snapshot().playing).toBe(false);
    press(all, "ArrowLeft");
    expect(all.clock.position).toBe(NOW - 1010);
    press(all, "ArrowRight", true);
    expect(all.clock.position).toBe(NOW - 950);
    press(all, ".");
    expect(all.clock.position).toBeCloseTo(NOW - 949.96);
    press(all, ",");
    expect(all.clock.position).toBeCloseTo(NOW - 950);
    expect(jumpFor({ key: "ArrowLeft", shiftKey: true })).toBe(-60);
  });
  it("shuttle with J and L, slow down with M", () => {
    const all = acts();
    press(all, "l");
    press(all, "l");
    expect(all.clock.snapshot()).toMatchObject({ playing: true, rate: 2 });
    press(all, "k");
    press(all, "j");
    expect(all.clock.snapshot().rate).toBe(-1);
    all.clock.setRate(1);
    for (const rate of [0.5, 0.25, 1]) {
      press(all, "m");
      expect(all.clock.snapshot().rate).toBe(rate);
    }
    all.clock.close();
  });
  it("do everything else that a button does", () => {
    const all = acts();
    for (const key of ["[", "i", "]", "o", "x", "+", "=", "-", "PageUp", "PageDown", "ArrowUp", "ArrowDown", "g", "n", "s"]) press(all, key);
    expect(all.markIn).toHaveBeenCalledTimes(2);
    expect(all.markOut).toHaveBeenCalledTimes(2);
    expect(all.zoomBy.mock.calls).toEqual([[0.5], [0.5], [2]]);
    expect(all.panBy.mock.calls).toEqual([[-0.5], [0.5]]);
    expect(all.nextCamera.mock.calls).toEqual([[-1], [1]]);
    for (const one of [all.clearRange, all.toGap, all.toNewest, all.still]) expect(one).toHaveBeenCalledOnce();
  });
});

describe("the range", () => {
  it("keeps its ends in order when one is typed", () => {
    expect(withEnd(null, "from", 100)).toEqual({ from: 100, to: 160 });
    expect(withEnd(null, "to", 100)).toEqual({ from: 40, to: 100 });
    expect(withEnd({ from: 10, to: 20 }, "from", 30)).toEqual({ from: 30, to: 31 });
    expect(withEnd({ from: 10, to: 20 }, "to", 5)).toEqual({ from: 4, to: 5 });
  });
  it("is kept for as long as the shortest retention", () => {
    const day = lossDay({ from: NOW, to: NOW + 1 }, [camera(1, "a"), camera(2, "b", "online", { retention_days: 7 })]);
    expect(day).toBe((NOW + 7 * 86_400) * 1000);
    expect(lossDay({ from: NOW, to: NOW + 1 }, [])).toBeNull();
  });
});

describe("the rest", () => {
  it("begins where the address says, or a minute ago", () => {
    expect(startOf(new URLSearchParams("at=2026-11-22T12:00:00Z"), NOW)).toBe(Date.parse("2026-11-22T12:00:00Z") / 1000);
    expect(startOf(new URLSearchParams("at=nonsense"), NOW)).toBe(NOW - 60);
  });
  it("names a still by camera and moment", () => {
    expect(stillName(camera(7, "x"), Date.parse("2026-11-22T12:00:00.5Z") / 1000)).toBe("camera-7-20261122T120000.500Z.jpg");
  });
  it("makes a grid for any number of pictures", () => {
    for (let count = 1; count <= 16; count += 1) {
      const { columns, rows } = gridFor(count);
      expect(columns * rows).toBeGreaterThanOrEqual(count);
    }
    expect(gridFor(4)).toEqual({ columns: 2, rows: 2 });
  });
});
