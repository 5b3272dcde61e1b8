import type { FeatureCollection } from "geojson";
import { readFileSync } from "node:fs";

const DATA = new URL("../../src/beadle/simulator/data/", import.meta.url);

/** The demonstration's base map, as the server would send it. */
export const town = JSON.parse(readFileSync(new URL("base_map.geojson", DATA), "utf8")) as FeatureCollection;

export interface Sketch { number: number; name: string; site: string; latitude: number; longitude: number; bearing: number; field_of_view: number; range_metres: number }

/** The demonstration's cameras: number, name, place and view. */
export const sketches: Sketch[] = readFileSync(new URL("cameras.csv", DATA), "utf8").trim().split(/\r?\n/).slice(1).map((line) => {
  const [number, name, site, latitude, longitude, bearing, field, range] = line.split(",");
  return {
    number: Number(number), name: name ?? "", site: site ?? "", latitude: Number(latitude), longitude: Number(longitude),
    bearing: Number(bearing), field_of_view: Number(field), range_metres: Number(range),
  };
});
