import { describe, expect, it } from "vitest";

import type { Flow, Timing } from "@/api/platesTypes";

import { ticksUpTo } from "../ui/Chart";
import { flowsOf, tableOf } from "./flows";
import { daysOf, spanOf } from "./spans";
import { toldHours } from "./TimingPanel";

const flow = (camera: string, begins: string, passes: number): Flow => ({ camera_id: camera, camera, site: "", direction: "towards", begins, passes });

describe("figures of traffic", () => {
  it("are a line for each camera and direction, with a nought where nothing passed", () => {
    const { marks, series, greatest } = flowsOf([flow("B", "2026-11-22T09:00:00Z", 7), flow("A", "2026-11-22T08:00:00Z", 5), flow("A", "2026-11-22T09:00:00Z", 3)], "hour");
    expect(series).toEqual([{ name: "A, towards", values: [5, 3] }, { name: "B, towards", values: [0, 7] }]);
    expect(marks.map((mark) => mark.shown)).toEqual(["08:00", "09:00"]);
    expect(greatest).toBe(7);
  });

  it("have a nought for every hour or day between", () => {
    const hours = flowsOf([flow("A", "2026-11-22T08:00:00+00:00", 5), flow("A", "2026-11-22T11:00:00Z", 3)], "hour");
    expect(hours.series).toEqual([{ name: "A, towards", values: [5, 0, 0, 3] }]);
    // The clocks go back in the night to the 25th: that day has 25 hours.
    const days = flowsOf([flow("A", "2026-10-23T23:00:00Z", 5), flow("A", "2026-10-26T00:00:00Z", 3)], "day");
    expect([days.series[0]?.values, days.marks.map((mark) => mark.label)]).toEqual([[5, 0, 3], ["24/10", "25/10", "26/10"]]);
  });

  it("are summed up where their lines could not be told from one another", () => {
    const at = "2026-11-22T08:00:00Z";
    const six = ["A", "B", "C", "D", "E", "F"].flatMap((camera) => [flow(camera, at, 2), { ...flow(camera, at, 3), direction: "away" as const }]);
    expect(flowsOf(six, "hour").series.map((one) => [one.name, one.values])).toEqual(["A", "B", "C", "D", "E", "F"].map((camera) => [camera, [5]]));
    const many = Array.from({ length: 12 }, (_, index) => ({ ...flow(`Camera ${String(index)}`, at, 1), site: index < 7 ? "Horns Bridge" : "West Bars" }));
    expect(flowsOf(many, "hour").series).toEqual([{ name: "Horns Bridge", values: [7] }, { name: "West Bars", values: [5] }]);
    expect(flowsOf([{ ...flow("A", at, 1), direction: "unknown" }], "hour").series[0]?.name).toBe("A");
  });

  it("leave unsaid what is too few", () => {
    const { sites, countOf } = tableOf([{ from: "West", to: "Horns", count: null }, { from: "Horns", to: "West", count: 12 }]);
    expect(sites).toEqual(["Horns", "West"]);
    expect([countOf("West", "Horns"), countOf("Horns", "West"), countOf("Horns", "Horns")]).toEqual([null, 12, undefined]);
    const timing: Timing = { pairs: 9, p10: 1, p50: 2, p90: 3, suppressed_below: 5, by_hour: [{ hour: 3, pairs: null, p10: null, p50: null, p90: null }, { hour: 8, pairs: 9, p10: 1, p50: 2, p90: 3 }] };
    expect(toldHours(timing).map((one) => one.hour)).toEqual([8]);
  });

  it("are asked for whole London days, also over the night when the clocks change", () => {
    expect(spanOf("today", Date.parse("2026-07-01T22:30:00Z"))).toEqual({ since: "2026-06-30T23:00:00Z", until: "2026-07-01T23:00:00Z" });
    expect(daysOf(spanOf("week", Date.parse("2026-07-01T22:30:00Z")))).toEqual({ since: "2026-06-25", until: "2026-07-01" });
    expect(spanOf("week", Date.parse("2026-10-27T10:00:00Z"))).toEqual({ since: "2026-10-20T23:00:00Z", until: "2026-10-28T00:00:00Z" });
  });

  it("have round steps on their axis", () => {
    expect(ticksUpTo(7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticksUpTo(1340)).toEqual([0, 500, 1000, 1500]);
    expect(ticksUpTo(0)).toEqual([0, 1]);
  });
});
