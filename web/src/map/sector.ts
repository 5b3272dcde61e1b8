import type { Feature, FeatureCollection, LineString, Point, Polygon, Position } from "geojson";

import type { Camera } from "@/api/types";

const METRES_PER_DEGREE = 111_320;
const STEP_DEGREES = 6;

/** The point `metres` away from a place in a compass direction; plane geometry is exact enough for a street. */
export function ahead(longitude: number, latitude: number, bearing: number, metres: number): Position {
  const turn = (bearing * Math.PI) / 180;
  const north = (metres * Math.cos(turn)) / METRES_PER_DEGREE;
  const east = (metres * Math.sin(turn)) / (METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180));
  return [longitude + east, latitude + north];
}

/** What a camera sees on the ground: a sector from its column. Nothing where place or direction is not known. */
export function viewShed(camera: Camera): Feature<Polygon> | null {
  const { longitude, latitude, bearing, field_of_view: field, range_metres: range } = camera;
  if (longitude === null || latitude === null || bearing === null || !field || !range) return null;
  const arc: Position[] = [];
  const steps = Math.max(2, Math.ceil(field / STEP_DEGREES));
  for (let step = 0; step <= steps; step += 1) {
    arc.push(ahead(longitude, latitude, bearing - field / 2 + (field * step) / steps, range));
  }
  const ring = field >= 360 ? [...arc] : [[longitude, latitude], ...arc, [longitude, latitude]];
  return {
    type: "Feature", id: camera.number, properties: { id: camera.id, state: camera.health.state },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
}

export const viewSheds = (cameras: readonly Camera[]): FeatureCollection<Polygon> => ({
  type: "FeatureCollection",
  features: cameras.map(viewShed).filter((shed) => shed !== null),
});

/** A way through the town as a line; nothing where it has no two points. */
export const pathLine = (path: readonly (readonly [number, number])[]): FeatureCollection<LineString> => ({
  type: "FeatureCollection",
  features: path.length < 2 ? [] : [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: path.map(([longitude, latitude]) => [longitude, latitude]) } }],
});

export interface Circle { latitude: number; longitude: number; metres: number }
const CIRCLE_STEPS = 72;

/** A circle on the ground with its middle; nothing where there is none. */
export function circleArea(circle: Circle | null): FeatureCollection<Polygon | Point> {
  if (circle === null) return { type: "FeatureCollection", features: [] };
  const { latitude, longitude, metres } = circle;
  const ring = Array.from({ length: CIRCLE_STEPS + 1 }, (_, step) => ahead(longitude, latitude, ((step % CIRCLE_STEPS) * 360) / CIRCLE_STEPS, metres));
  return {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } },
      { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [longitude, latitude] } },
    ],
  };
}

/** The box around a circle: [west, south, east, north]. */
export function circleBounds({ latitude, longitude, metres }: Circle): [number, number, number, number] {
  const [east = longitude] = ahead(longitude, latitude, 90, metres);
  const [, north = latitude] = ahead(longitude, latitude, 0, metres);
  return [2 * longitude - east, 2 * latitude - north, east, north];
}

/** The box around cameras that have a place: [west, south, east, north]. */
export function boundsOf(cameras: readonly Camera[]): [number, number, number, number] | null {
  const placed = cameras.filter((one) => one.longitude !== null && one.latitude !== null);
  if (placed.length === 0) return null;
  const longitudes = placed.map((one) => one.longitude ?? 0);
  const latitudes = placed.map((one) => one.latitude ?? 0);
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)];
}
