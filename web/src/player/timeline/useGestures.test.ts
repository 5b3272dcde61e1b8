import { describe, expect, it, vi } from "vitest";

import { beginDrag, rangeOf, type GestureTarget } from "./useGestures";

function target(selection: GestureTarget["selection"] = null): GestureTarget {
  return { view: { from: 0, to: 1000 }, width: 1000, rows: 2, selection, onView: vi.fn(), onSeek: vi.fn(), onRow: vi.fn(), onSelect: vi.fn() };
}

describe("a press on the time line", () => {
  it("scrubs on the ruler, pans on the rows, selects with Shift", () => {
    expect(beginDrag(target(), 100, 5, false).kind).toBe("scrub");
    expect(beginDrag(target(), 100, 60, false).kind).toBe("pan");
    expect(beginDrag(target(), 100, 60, true)).toMatchObject({ kind: "select", anchor: 100 });
  });
  it("takes an end of the range where it is near one", () => {
    const range = { from: 200, to: 400 };
    expect(beginDrag(target(range), 203, 60, false)).toMatchObject({ kind: "select", anchor: 400 });
    expect(beginDrag(target(range), 398, 60, false)).toMatchObject({ kind: "select", anchor: 200 });
    expect(beginDrag(target(range), 300, 60, false).kind).toBe("pan");
  });
  it("orders the ends of a range", () => {
    expect(rangeOf(5, 3)).toEqual({ from: 3, to: 5 });
    expect(rangeOf(3, 5)).toEqual({ from: 3, to: 5 });
  });
});
