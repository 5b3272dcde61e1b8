import { describe, expect, it } from "vitest";

import { camera } from "@/testing/town";

import { findCameras } from "./search";

const town = [
  camera(1, "Market Place north"), camera(2, "Market Place south"), camera(12, "Low Pavement east", "online", { site_name: "Low Pavement" }),
  camera(21, "Railway station forecourt", "online", { site_name: "Railway station" }), camera(112, "St Mary's Gate", "online", { site_name: "Church" }),
];
const found = (typed: string) => findCameras(town, typed).map((one) => one.number);

describe("finding a camera", () => {
  it("puts the very number first", () => {
    expect(found("12")).toEqual([12]);
    expect(found("1")).toEqual([1, 12, 112]);
    expect(found("012")[0]).toBe(12);
    expect(found("2")).toEqual([2, 21]);
  });
  it("finds by name, by place and by several words in any order", () => {
    expect(found("rail")).toEqual([21]);
    expect(found("church")).toEqual([112]);
    expect(found("south market")).toEqual([2]);
    expect(found("st marys")).toEqual([]);
    expect(found("mary")).toEqual([112]);
  });
  it("offers the first ones when nothing is typed, and nothing when nothing fits", () => {
    expect(found("")).toEqual([1, 2, 12, 21, 112]);
    expect(found("zzz")).toEqual([]);
  });
});
