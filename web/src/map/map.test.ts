import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";

import type { Camera } from "@/api/types";
import { camera } from "@/testing/town";

import { isDirection, neighbour } from "./neighbours";
import { ahead, boundsOf, circleArea, circleBounds, viewShed, viewSheds } from "./sector";
import { makeStyle, readPalette } from "./style";

const at = (number: number, longitude: number, latitude: number): Camera => camera(number, `Camera ${number}`, "online", { longitude, latitude });

describe("view-sheds", () => {
  it("put a point so many metres ahead", () => {
    const [longitude = 0, latitude = 0] = ahead(-1.4265, 53.2355, 90, 100);
    expect(latitude).toBeCloseTo(53.2355, 6);
    expect((longitude + 1.4265) * 111_320 * Math.cos((53.2355 * Math.PI) / 180)).toBeCloseTo(100, 1);
  });

  it("are a closed sector from the column, around the bearing", () => {
    const ring = viewShed(camera(1, "One", "online", { bearing: 0, field_of_view: 60, range_metres: 50 }))?.geometry.coordinates[0] ?? [];
    expect(ring[0]).toEqual(ring.at(-1));
    expect(ring[0]).toEqual([-1.4265, 53.2355]);
    expect(ring.slice(1, -1).every((point) => (point[1] ?? 0) > 53.2355)).toBe(true);
  });

  it("are left out where place or view is not known", () => {
    expect(viewSheds([camera(1, "One", "online", { bearing: null }), camera(2, "Two", "online", { latitude: null })]).features).toEqual([]);
  });

  it("draw a circle on the ground, and know its box", () => {
    const circle = { latitude: 53.2355, longitude: -1.4265, metres: 500 };
    const [area, middle] = circleArea(circle).features;
    const ring = area?.geometry.type === "Polygon" ? area.geometry.coordinates[0] ?? [] : [];
    expect(ring[0]).toEqual(ring.at(-1));
    const apart = ring.map(([longitude = 0, latitude = 0]) => Math.hypot((latitude - 53.2355) * 111_320, (longitude + 1.4265) * 111_320 * Math.cos((53.2355 * Math.PI) / 180)));
    expect([Math.min(...apart), Math.max(...apart)].map(Math.round)).toEqual([500, 500]);
    expect(middle?.geometry).toEqual({ type: "Point", coordinates: [-1.4265, 53.2355] });
    const [west, south, east, north] = circleBounds(circle);
    expect(Math.max(...ring.map(([longitude = 0]) => longitude))).toBeCloseTo(east, 9);
    expect([(west + east) / 2, (south + north) / 2].map((one) => one.toFixed(6))).toEqual(["-1.426500", "53.235500"]);
    expect(circleArea(null).features).toEqual([]);
  });

  it("give the box around what is placed", () => {
    expect(boundsOf([at(1, -1.43, 53.23), at(2, -1.42, 53.24), camera(3, "Three", "online", { latitude: null, longitude: null })])).toEqual([-1.43, 53.23, -1.42, 53.24]);
    expect(boundsOf([])).toBeNull();
  });
});

describe("arrow keys between cameras", () => {
  const here = at(1, -1.43, 53.23);
  const east = at(2, -1.428, 53.2301);
  const farEast = at(3, -1.42, 53.23);
  const north = at(4, -1.4301, 53.232);
  const all = [here, east, farEast, north];

  it("lead to the nearest one that way", () => {
    expect(neighbour(all, here, "ArrowRight")).toBe(east);
    expect(neighbour(all, here, "ArrowUp")).toBe(north);
    expect(neighbour(all, here, "ArrowLeft")).toBeNull();
    expect(neighbour(all, farEast, "ArrowLeft")).toBe(east);
    expect(isDirection("Home")).toBe(false);
  });
});

describe("style", () => {
  it("is valid, and asks nothing of any other host", () => {
    const blank = { type: "FeatureCollection" as const, features: [] };
    const style = makeStyle(readPalette(document.documentElement), blank, { sheds: blank, circle: circleArea({ latitude: 53.2355, longitude: -1.4265, metres: 300 }) });
    expect(validateStyleMin(style)).toEqual([]);
    expect(JSON.stringify(style)).not.toMatch(/https?:|glyphs|sprite/);
  });
});
