import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { tourPage, tourPages, useTour } from "./useTour";

const five = { cameras: ["a", "b", "c", "d", "e"], shape: "4" as const };

describe("pages of a tour", () => {
  it("are as many as needed, the last filled up from the start", () => {
    expect(tourPages(five)).toBe(2);
    expect(tourPage(five, 0)).toEqual(["a", "b", "c", "d"]);
    expect(tourPage(five, 1)).toEqual(["e", "a", "b", "c"]);
    expect(tourPages({ cameras: [], shape: "4" })).toBe(1);
    expect(tourPage({ cameras: ["a"], shape: "4" }, 0)).toEqual(["a"]);
  });
});

describe("useTour", () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });
  it("hangs one page after another until it is stopped", () => {
    const show = vi.fn();
    const { result } = renderHook(() => useTour(show));
    act(() => { result.current.start({ ...five, seconds: 10 }); });
    expect(show).toHaveBeenLastCalledWith("4", ["a", "b", "c", "d"]);
    act(() => { vi.advanceTimersByTime(10_000); });
    expect(show).toHaveBeenLastCalledWith("4", ["e", "a", "b", "c"]);
    act(() => { vi.advanceTimersByTime(10_000); });
    expect(result.current.page).toBe(0);
    act(() => { result.current.stop(); });
    act(() => { vi.advanceTimersByTime(60_000); });
    expect(show).toHaveBeenCalledTimes(3);
  });
});
