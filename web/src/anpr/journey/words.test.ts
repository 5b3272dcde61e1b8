import { describe, expect, it } from "vitest";

import type { Leg } from "@/api/platesTypes";
import { read } from "@/testing/plates";

import { distanceWords, isSuspect, oddWords, usualWords, wayOf } from "./words";

const leg = (more: Partial<Leg> = {}): Leg => ({ from: "A", to: "B", seconds: 170, metres: 930, kmh: 20, usual: { p10: 120, p50: 175, p90: 340 }, odd: false, arrives: "r-2", ...more });

describe("a journey in words", () => {
  it("tells the usual time, where one is known", () => {
    expect(usualWords(leg())).toBe("Usually 2 min 55 s; eight in ten take 2 min to 5 min 40 s.");
    expect(usualWords(leg({ usual: null }))).toMatch(/No usual time/);
  });

  it("says why a leg is odd, and no more than that", () => {
    expect(oddWords(leg())).toBe("");
    expect(oddWords(leg({ odd: true, seconds: 2900 }))).toMatch(/^Longer than usual/);
    expect(oddWords(leg({ odd: true, seconds: 20 }))).toMatch(/one of the two reads may be wrong/);
  });

  it("marks only the reads that a finding is about", () => {
    const pass = { read: read("r-1", "LA51ABC"), joined_because: null };
    expect([isSuspect(pass, null), isSuspect(pass, { found: false, words: "", reads: ["r-1"] }), isSuspect(pass, { found: true, words: "", reads: ["r-1"] })]).toEqual([false, false, true]);
  });

  it("leads from place to place, and stands nowhere twice", () => {
    const passes = ["a", "a", "b", "x", "a"].map((camera, index) => ({ read: read(String(index), "LA51ABC", { camera_id: camera }), joined_because: null }));
    const places: Record<string, readonly [number, number]> = { a: [1, 2], b: [3, 4] };
    expect(wayOf(passes, (camera) => places[camera] ?? null)).toEqual([[1, 2], [3, 4], [1, 2]]);
    expect([distanceWords(930), distanceWords(1234)]).toEqual(["930 m", "1.2 km"]);
  });
});
