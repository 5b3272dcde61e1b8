import { describe, expect, it } from "vitest";

import type { Timeline } from "@/api/types";

import { describe as words, estimateBytes, gapAt, gapsIn, heldAt, readRows, recordedSeconds, rowAt, rowHeight, USUAL_RATE } from "./marks";

const at = (iso: string): number => Date.parse(iso) / 1000;
const told: Timeline = {
  from: "2026-11-22T12:00:00Z", to: "2026-11-22T13:00:00Z",
  cameras: [{
    camera: "c-1",
    spans: [{ from: "2026-11-22T12:00:00Z", to: "2026-11-22T12:20:00Z" }, { from: "2026-11-22T12:30:00Z", to: "2026-11-22T13:00:00Z" }],
    gaps: [{ from: "2026-11-22T12:20:00Z", to: "2026-11-22T12:30:00Z", reason: "Signal lost" }],
    holds: [{ from: "2026-11-22T12:00:00Z", to: "2026-11-22T12:05:00Z", id: "h" }],
    activity: [1, 2, 3], motion: [0, 9, 0], spells: [{ from: "2026-11-22T12:40:00Z", to: "2026-11-22T12:50:00Z", state: "covered" }], oldest: "2026-10-22T00:00:00Z", newest: "2026-11-22T13:00:00Z", loss_date: null,
  }],
};
const row = readRows(told).get("c-1");

describe("what a row says", () => {
  it("tells recorded, held, missing and why, too old and too new", () => {
    expect(words(row, at("2026-11-22T12:10:00Z"))).toBe("Recorded");
    expect(words(row, at("2026-11-22T12:01:00Z"))).toBe("Recorded, on hold");
    expect(words(row, at("2026-11-22T12:25:00Z"))).toBe("No recording from 12:20:00 to 12:30:00 (10 min): Signal lost");
    expect(words(row, at("2026-10-01T12:00:00Z"))).toContain("Not kept any more");
    expect(words(row, at("2026-11-22T14:00:00Z"))).toBe("Not recorded yet");
    expect(words(row, at("2026-11-20T14:00:00Z"))).toBe("No recording");
    expect(words(undefined, 0)).toBe("Not known yet");
  });
  it("says when the picture was covered, moved or blurred", () => {
    expect(words(row, at("2026-11-22T12:45:00Z"))).toBe("Recorded; picture covered");
    expect(row?.motion).toEqual([0, 9, 0]);
  });
  it("finds gaps and holds by moment", () => {
    expect(gapAt(row, at("2026-11-22T12:20:00Z"))?.reason).toBe("Signal lost");
    expect(gapAt(row, at("2026-11-22T12:30:00Z"))).toBeNull();
    expect(heldAt(row, at("2026-11-22T12:05:00Z"))).toBe(false);
    if (row === undefined) throw new Error("no row");
    expect(gapsIn([row], { from: at("2026-11-22T12:29:00Z"), to: at("2026-11-22T12:40:00Z") })).toHaveLength(1);
    expect(gapsIn([row], { from: at("2026-11-22T12:31:00Z"), to: at("2026-11-22T12:40:00Z") })).toEqual([]);
  });
});

describe("the size of a range", () => {
  const range = { from: at("2026-11-22T12:15:00Z"), to: at("2026-11-22T12:35:00Z") };
  it("counts only what is recorded", () => {
    expect(recordedSeconds(row, range)).toBe(600);
    expect(recordedSeconds(undefined, range)).toBe(0);
  });
  it("uses the footage's own rate where it is known", () => {
    expect(estimateBytes([{ row, rate: 1000 }], range)).toBe(600_000);
    expect(estimateBytes([{ row, rate: null }], range)).toBe(600 * USUAL_RATE);
  });
});

describe("rows", () => {
  it("get lower with many cameras, and are found by height", () => {
    expect(rowHeight(16)).toBeLessThan(rowHeight(4));
    expect(rowAt(0, 4)).toBe(0);
    expect(rowAt(35, 4)).toBe(1);
    expect(rowAt(1000, 4)).toBeNull();
    expect(rowAt(-1, 4)).toBeNull();
  });
});
