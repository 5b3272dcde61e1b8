import { describe, expect, it } from "vitest";

import { boxOf, contains, cornerAt, covered, crossesItself, hasExtent, middleOf, moveArea, moveCorner, percent, rectangle, startingArea, withCorner, withoutArea, withoutCorner, type Area } from "./shapes";

const SQUARE: Area = rectangle([0.2, 0.2], [0.4, 0.4]);
const TRIANGLE: Area = [[0.5, 0.5], [1, 0.5], [1, 1]];

describe("moving", () => {
  it("moves one corner and leaves the rest alone", () => {
    const moved = moveCorner([SQUARE, TRIANGLE], { area: 1, corner: 0 }, 0.25, 0.75);
    expect(moved[1]?.[0]).toEqual([0.25, 0.75]);
    expect(moved[0]).toBe(SQUARE);
    expect(moveCorner([SQUARE], { area: 3, corner: 0 }, 0, 0)).toEqual([SQUARE]);
  });
  it("keeps corners within the picture, and to what anybody can point at", () => {
    expect(cornerAt(-1, 1.7)).toEqual([0, 1]);
    expect(cornerAt(1 / 3, 0.999999)).toEqual([0.3333, 1]);
  });
  it("pushes a whole area as far as the picture goes, in its shape", () => {
    expect(boxOf(moveArea([SQUARE], 0, 0.1, -0.1)[0] ?? [])).toEqual({ left: 0.3, top: expect.closeTo(0.1, 6) as number, width: expect.closeTo(0.2, 6) as number, height: expect.closeTo(0.2, 6) as number });
    const [cornered] = moveArea([SQUARE], 0, 5, -5);
    expect(cornered?.[2]).toEqual([1, 0.2]);
    expect(boxOf(cornered ?? []).width).toBeCloseTo(0.2, 6);
  });
});

describe("corners and areas", () => {
  it("puts a corner in the middle of a side, the last side too", () => {
    expect(withCorner([SQUARE], { area: 0, corner: 0 })[0]?.[1]).toEqual([0.3, 0.2]);
    expect(withCorner([SQUARE], { area: 0, corner: 3 })[0]?.[4]).toEqual([0.2, 0.3]);
    expect(middleOf(TRIANGLE, 2)).toEqual([0.75, 0.75]);
  });
  it("takes a corner away, but never one of the last three", () => {
    const [fewer] = withoutCorner([SQUARE], { area: 0, corner: 1 });
    expect(fewer).toEqual([[0.2, 0.2], [0.4, 0.4], [0.2, 0.4]]);
    expect(withoutCorner([TRIANGLE], { area: 0, corner: 1 })).toEqual([TRIANGLE]);
  });
  it("takes an area away", () => { expect(withoutArea([SQUARE, TRIANGLE], 0)).toEqual([TRIANGLE]); });
  it("makes a rectangle of any two corners", () => { expect(rectangle([0.4, 0.2], [0.2, 0.4])).toEqual(SQUARE); });
  it("puts new areas beside one another, all of them in the picture", () => {
    const starts = Array.from({ length: 12 }, (_, index) => startingArea(index));
    expect(new Set(starts.slice(0, 5).map(String)).size).toBe(5);
    expect(starts.every((area) => hasExtent(area) && area.every(([x, y]) => x >= 0 && x <= 1 && y >= 0 && y <= 1))).toBe(true);
  });
  it("knows a slip of the hand", () => {
    expect(hasExtent(rectangle([0.2, 0.2], [0.205, 0.9]))).toBe(false);
    expect(hasExtent([[0, 0], [1, 1]])).toBe(false);
  });
});

describe("what lies inside", () => {
  it("tells inside from outside, in a hollow too", () => {
    const hook: Area = [[0, 0], [1, 0], [1, 0.2], [0.2, 0.2], [0.2, 1], [0, 1]];
    expect(contains(hook, [0.1, 0.9])).toBe(true);
    expect(contains(hook, [0.6, 0.6])).toBe(false);
  });
  it("counts what areas cover once", () => {
    expect(covered([])).toBe(0);
    expect(covered([rectangle([0, 0], [1, 1])])).toBe(1);
    expect(covered([SQUARE, SQUARE])).toBeCloseTo(0.04, 2);
    expect(covered([TRIANGLE])).toBeCloseTo(0.125, 2);
  });
  it("notices sides that cross", () => {
    expect(crossesItself([[0, 0], [1, 1], [1, 0], [0, 1]])).toBe(true);
    expect(crossesItself(SQUARE)).toBe(false);
    expect(crossesItself(TRIANGLE)).toBe(false);
  });
  it("says shares as people read them", () => { expect(percent(0.236)).toBe("24 %"); });
});
