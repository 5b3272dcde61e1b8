import { describe, expect, it } from "vitest";

import { centre, FrameTable } from "./FrameTable";

function frames(start: number, count: number, length = 0.04) {
  return Array.from({ length: count }, (_, index) => ({ start: start + index * length, end: start + (index + 1) * length }));
}

describe("FrameTable", () => {
  it("finds the frame on screen and steps exactly one", () => {
    const table = new FrameTable();
    table.add(frames(100, 50));
    expect(table.at(100.05)?.start).toBeCloseTo(100.04);
    expect(table.step(100.05, 1)).toBeCloseTo(100.1);
    expect(table.step(100.05, -1)).toBeCloseTo(100.02);
    expect(centre({ start: 1, end: 3 })).toBe(2);
  });
  it("does not step where it knows no frame, or over a gap", () => {
    const table = new FrameTable();
    expect(table.step(1, 1)).toBeNull();
    table.add(frames(100, 2));
    expect(table.step(100.05, 1)).toBeNull();
    expect(table.step(100.01, -1)).toBeNull();
    table.add(frames(200, 2));
    expect(table.step(100.05, 1)).toBeNull();
    expect(table.at(150)).toBeNull();
  });
  it("replaces frames told again, and forgets", () => {
    const table = new FrameTable();
    table.add(frames(100, 50));
    table.add(frames(100, 25, 0.08));
    expect(table.at(100.05)?.start).toBeCloseTo(100);
    table.keep(101, 200);
    expect(table.at(100.05)).toBeNull();
    table.clear();
    expect(table.at(101.5)).toBeNull();
    table.add([]);
  });
});
