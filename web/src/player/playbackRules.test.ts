import { describe, expect, it } from "vitest";

import { aheadGoal, DecodeGuard, keepStep, requestLimit, windowLength } from "./playbackRules";

const ranges = [{ from: 0, to: 100 }];
const step = (current: number, wanted: number, rate = 1, spans = ranges) => keepStep({ current, wanted, rate, ranges: spans });

describe("staying in step", () => {
  it("leaves a camera in step alone", () => {
    expect(step(10.005, 10)).toEqual({ rate: 1, seek: false });
  });
  it("plays a little slower when ahead and faster when behind", () => {
    expect(step(10.1, 10).rate).toBeCloseTo(0.9);
    expect(step(9.9, 10).rate).toBeCloseTo(1.1);
    expect(step(9.8, 10).rate).toBeCloseTo(1.12);
    expect(step(9.8, 10).seek).toBe(false);
  });
  it("jumps when more than a quarter of a second off, more at speed", () => {
    expect(step(9.7, 10).seek).toBe(true);
    expect(step(9.7, 10, 4).seek).toBe(false);
    expect(step(8, 10, 4).seek).toBe(true);
  });
  it("jumps over a hole, however small the difference", () => {
    expect(step(10, 10.2, 1, [{ from: 0, to: 10 }, { from: 10.15, to: 20 }]).seek).toBe(true);
  });
});

describe("how much to load", () => {
  it("grows with the speed, to a limit", () => {
    expect(aheadGoal(1)).toBe(8);
    expect(aheadGoal(4)).toBe(20);
    expect(aheadGoal(16)).toBe(60);
    expect(aheadGoal(-2)).toBe(10);
  });
  it("asks for the wanted fragment alone", () => {
    expect(requestLimit(1, true)).toBe(1);
    expect(requestLimit(16, false)).toBeGreaterThan(requestLimit(1, false));
  });
  it("doubles the window over empty answers, up to a day", () => {
    expect(windowLength(1, 0)).toBe(300);
    expect(windowLength(1, 2)).toBe(1200);
    expect(windowLength(16, 0)).toBe(1920);
    expect(windowLength(1, 60)).toBe(76_800);
  });
});

describe("DecodeGuard", () => {
  it("falls back to key frames after three late jumps in four seconds, at speed only", () => {
    const guard = new DecodeGuard();
    guard.at(8);
    for (const at of [1, 2]) guard.jumped(at);
    expect(guard.keyFramesOnly).toBe(false);
    guard.jumped(3);
    expect(guard.keyFramesOnly).toBe(true);
    guard.at(1);
    for (const at of [1, 2, 3, 3.5]) guard.jumped(at);
    expect(guard.keyFramesOnly).toBe(false);
  });
  it("forgets jumps long ago, and shows key frames backwards", () => {
    const guard = new DecodeGuard();
    guard.at(8);
    for (const at of [1, 10, 20, 30]) guard.jumped(at);
    expect(guard.keyFramesOnly).toBe(false);
    guard.at(-1);
    expect(guard.keyFramesOnly).toBe(true);
  });
});
