import { describe, expect, it } from "vitest";

import { askFor, centred, clampView, following, lengthOf, LONGEST, pan, SHORTEST, timeAt, xOf, zoom } from "./scale";

const NOW = 1_795_000_000;
const hour = { from: NOW - 7200, to: NOW - 3600 };

describe("scale", () => {
  it("maps time to pixels and back", () => {
    expect(xOf(hour, 1000, NOW - 5400)).toBe(500);
    expect(timeAt(hour, 1000, 250)).toBe(NOW - 6300);
  });
  it("zooms around the pointer", () => {
    const anchor = NOW - 6300;
    const near = zoom(hour, 0.5, anchor, NOW);
    expect(lengthOf(near)).toBe(1800);
    expect(xOf(near, 1000, anchor)).toBeCloseTo(250);
  });
  it("stays between one minute and 31 days", () => {
    expect(lengthOf(zoom(hour, 0.0001, NOW - 5400, NOW))).toBe(SHORTEST);
    expect(lengthOf(zoom(hour, 1e6, NOW - 5400, NOW))).toBe(LONGEST);
  });
  it("goes only a little into the future", () => {
    expect(pan(hour, 50, NOW).to).toBeCloseTo(NOW + 3600 * 0.08);
    expect(clampView({ from: NOW - 100, to: NOW + 900 }, NOW).to).toBeCloseTo(NOW + 80);
  });
  it("turns the page when the cursor leaves it", () => {
    expect(following(hour, NOW - 5000, NOW)).toBe(hour);
    const next = following(hour, NOW - 3550, NOW);
    expect(xOf(next, 1, NOW - 3550)).toBeGreaterThan(0);
    expect(xOf(next, 1, NOW - 3550)).toBeLessThan(0.95);
    const back = following(hour, NOW - 9000, NOW);
    expect(back.from).toBeLessThan(NOW - 9000);
    expect(centred(NOW - 9000, 600, NOW)).toEqual({ from: NOW - 9300, to: NOW - 8700 });
  });
  it("asks for more than is on show, on a grid", () => {
    const asked = askFor(hour);
    expect(asked.from).toBeLessThanOrEqual(hour.from);
    expect(asked.to).toBeGreaterThanOrEqual(hour.to);
    expect(askFor({ from: hour.from + 5, to: hour.to + 5 })).toEqual(asked);
  });
});
