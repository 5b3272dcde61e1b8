import { describe, expect, it } from "vitest";

import { backOff, behindBy, chooseStream, steerLive, targetBehind } from "./liveRules";

const at = (currentTime: number, ...ranges: [number, number][]) =>
  steerLive({ currentTime, target: 0.15, ranges: ranges.map(([from, to]) => ({ from, to })) });

describe("staying close to the newest picture", () => {
  it("leaves a steady picture alone", () => {
    expect(at(9.85, [0, 10])).toEqual({ rate: 1, seek: null });
  });
  it("plays a little faster when behind, never much", () => {
    const { rate, seek } = at(9.3, [0, 10]);
    expect(seek).toBeNull();
    expect(rate).toBeGreaterThan(1.03);
    expect(rate).toBeLessThanOrEqual(1.15);
  });
  it("slows down rather than run dry", () => {
    expect(at(9.99, [0, 10]).rate).toBeLessThan(1);
  });
  it("jumps when more than 1.5 s behind", () => {
    expect(at(8, [0, 10])).toEqual({ rate: 1, seek: 9.85 });
  });
  it("jumps over a hole to the newest range", () => {
    expect(at(4, [0, 4.1], [20, 20.1]).seek).toBe(20);
  });
  it("does nothing before there is a picture", () => {
    expect(at(0)).toEqual({ rate: 1, seek: null });
    expect(behindBy([], 0)).toBeNull();
    expect(behindBy([{ from: 0, to: 2 }], 1.5)).toBe(0.5);
  });
});

describe("distance to keep", () => {
  it("is about a tenth of a second and grows with stalls, to a limit", () => {
    expect(targetBehind(0.04, 0)).toBeCloseTo(0.1);
    expect(targetBehind(0.08, 0)).toBeCloseTo(0.2);
    expect(targetBehind(0.04, 2)).toBeGreaterThan(targetBehind(0.04, 1));
    expect(targetBehind(1, 100)).toBe(0.5);
  });
});

describe("trying again", () => {
  it("waits longer each time, up to 15 s, with jitter", () => {
    expect(backOff(0, 1)).toBe(500);
    expect(backOff(1, 0)).toBe(500);
    expect(backOff(3, 1)).toBe(4000);
    expect(backOff(99, 1)).toBe(15_000);
  });
});

describe("choice of stream", () => {
  it("takes the smallest that fills the tile", () => {
    expect(chooseStream(["main", "sub"], 460, 260)).toBe("sub");
    expect(chooseStream(["main", "sub"], 1800, 900)).toBe("main");
    expect(chooseStream(["main", "sub", "third"], 300, 200)).toBe("third");
  });
  it("believes what a stream told over what is usual", () => {
    expect(chooseStream(["main", "sub"], 900, 700, { sub: { width: 1280, height: 720 } })).toBe("sub");
  });
  it("takes the largest there is when none fills it", () => {
    expect(chooseStream(["sub"], 3840, 2160)).toBe("sub");
    expect(chooseStream([], 100, 100)).toBe("main");
  });
});
