import { describe, expect, it } from "vitest";

import { clockChanges, dayBands, dayStart, nextDay, stepFor, ticksFor } from "./ticks";

const at = (iso: string): number => Date.parse(iso) / 1000;
const labels = (from: string, to: string, width: number) => ticksFor({ from: at(from), to: at(to) }, width).map((tick) => tick.label).filter((label) => label !== "");

describe("marks on the ruler", () => {
  it("are as close as their labels allow", () => {
    expect(stepFor({ from: 0, to: 60 }, 1000)).toBe(5);
    expect(stepFor({ from: 0, to: 3600 }, 1000)).toBe(300);
    expect(stepFor({ from: 0, to: 86_400 }, 1000)).toBe(7200);
    expect(stepFor({ from: 0, to: 31 * 86_400 }, 1000)).toBe(7 * 86_400);
    expect(stepFor({ from: 0, to: 31 * 86_400 }, 0)).toBe(7 * 86_400);
  });
  it("are in London time, in summer an hour ahead of UTC", () => {
    expect(labels("2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z", 300)).toEqual(["13:00", "13:30", "14:00"]);
    expect(labels("2026-11-22T12:00:00Z", "2026-11-22T12:01:00Z", 300)).toEqual(["12:00:00", "12:00:30", "12:01:00"]);
  });
  it("name the hour twice, with its zone, on the night the clocks go back", () => {
    expect(labels("2026-10-24T23:00:00Z", "2026-10-25T02:00:00Z", 340)).toEqual(["00:00", "01:00 BST", "01:00 GMT", "02:00"]);
  });
  it("leave out the hour that does not exist on the night the clocks go forward", () => {
    expect(labels("2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z", 340)).toEqual(["00:00", "02:00", "03:00", "04:00"]);
  });
  it("keep to even local hours on both sides of a change", () => {
    const ticks = ticksFor({ from: at("2026-10-24T12:00:00Z"), to: at("2026-10-26T12:00:00Z") }, 900).map((tick) => tick.label);
    expect(new Set(ticks.filter((label) => label !== ""))).toEqual(new Set(["18:00", "00:00", "06:00", "12:00"]));
  });
  it("are days when days are on show", () => {
    expect(labels("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z", 300)).toEqual(["Fri 20 Nov", "Sat 21 Nov", "Sun 22 Nov"]);
  });
  it("do not run into each other", () => {
    const view = { from: at("2026-11-20T00:00:00Z"), to: at("2026-12-20T00:00:00Z") };
    let last = -1000;
    for (const tick of ticksFor(view, 700)) {
      if (tick.label === "") continue;
      const x = ((tick.time - view.from) / (view.to - view.from)) * 700;
      expect(x - last).toBeGreaterThan(50);
      last = x;
    }
  });
});

describe("days", () => {
  it("have 24 hours, or 25 and 23 when the clocks change", () => {
    const autumn = dayBands({ from: at("2026-10-24T12:00:00Z"), to: at("2026-10-26T12:00:00Z") });
    expect(autumn.map((day) => day.hours)).toEqual([24, 25, 24]);
    const spring = dayBands({ from: at("2026-03-28T12:00:00Z"), to: at("2026-03-30T12:00:00Z") });
    expect(spring.map((day) => day.hours)).toEqual([24, 23, 24]);
    expect(autumn[1]?.label).toBe("Sun 25 Oct 2026");
  });
  it("begin at London's midnight", () => {
    expect(dayStart(at("2026-07-01T12:00:00Z"))).toBe(at("2026-06-30T23:00:00Z"));
    expect(nextDay(at("2026-10-25T12:00:00Z"))).toBe(at("2026-10-26T00:00:00Z"));
  });
  it("say where the clocks change", () => {
    expect(clockChanges({ from: at("2026-10-24T12:00:00Z"), to: at("2026-10-26T12:00:00Z") }))
      .toEqual([{ time: at("2026-10-25T01:00:00Z"), label: "clocks went back" }]);
    expect(clockChanges({ from: at("2026-03-28T12:00:00Z"), to: at("2026-03-30T12:00:00Z") }))
      .toEqual([{ time: at("2026-03-29T01:00:00Z"), label: "clocks went forward" }]);
    expect(clockChanges({ from: at("2026-11-01T12:00:00Z"), to: at("2026-11-02T12:00:00Z") })).toEqual([]);
  });
});
