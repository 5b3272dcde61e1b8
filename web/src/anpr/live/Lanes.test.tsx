import { describe, expect, it } from "vitest";

import { read } from "@/testing/plates";

import { lanesOf } from "./Lanes";

describe("lanes", () => {
  it("are one for each camera, by number, each with its newest reads", () => {
    const entries = Array.from({ length: 20 }, (_, index) => ({ look: "", read: read(`a${String(index)}`, "LA51ABC") }));
    const lanes = lanesOf([{ look: "", read: read("b", "AB12CDE", { camera_id: "c-2", camera_number: 2, camera: "West Bars in" }) }, ...entries]);
    expect(lanes.map((lane) => [lane.name, lane.all, lane.entries.length])).toEqual([["2 West Bars in", 1, 1], ["17 Horns Bridge in", 20, 12]]);
  });
});
