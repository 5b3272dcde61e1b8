import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

/** Colours that the style needs, read from the palette so that the map follows dark and light. */
export interface MapPalette {
  land: string; road: string; casing: string; building: string; park: string; water: string;
  line: string; text: string; dim: string; halo: string; accent: string; bad: string; brass: string;
}

export function readPalette(element: Element): MapPalette {
  const computed = window.getComputedStyle(element);
  const colour = (name: string, fallback: string) => computed.getPropertyValue(`--b-${name}`).trim() || fallback;
  return {
    land: colour("map-land", "#121a29"), road: colour("map-road", "#2c3a55"), casing: colour("map-casing", "#0f1523"),
    building: colour("map-building", "#1a2436"), park: colour("map-park", "#16291f"), water: colour("map-water", "#12304a"),
    line: colour("line", "#25314a"), text: colour("text", "#dde4ef"), dim: colour("dim", "#9dabc2"), halo: colour("map-land", "#121a29"),
    accent: colour("accent", "#9db8ff"), bad: colour("bad", "#ff8f86"), brass: colour("brass", "#e3bd72"),
  };
}

const FONT = ["Atkinson Hyperlegible Next Variable"];
const kind = (...names: string[]): ExpressionSpecification => ["in", ["get", "kind"], ["literal", names]];
const isArea: ExpressionSpecification = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]];
const isLine: ExpressionSpecification = ["in", ["geometry-type"], ["literal", ["LineString", "MultiLineString"]]];
/** Line width that grows with the scale: a number of pixels at zoom 14 and at zoom 18. */
const width = (far: number, near: number): ExpressionSpecification => ["interpolate", ["exponential", 1.6], ["zoom"], 14, far, 18, near];

/** A road's width in pixels for its width in metres (property `width`), true to scale from zoom 15 on. */
function metres(usual: number, extra = 0): ExpressionSpecification {
  const broad: ExpressionSpecification = ["coalesce", ["get", "width"], usual];
  const at = (pixels: number, least: number): ExpressionSpecification => ["+", extra, ["max", least, ["*", pixels, broad]]];
  return ["interpolate", ["exponential", 2], ["zoom"], 13, at(0.2, 1), 15, at(0.7, 1.5), 20, at(22.4, 4)];
}

function ground(p: MapPalette): LayerSpecification[] {
  return [
    { id: "land", type: "background", paint: { "background-color": p.land } },
    { id: "park", type: "fill", source: "town", filter: ["all", isArea, kind("park")], paint: { "fill-color": p.park } },
    { id: "water", type: "fill", source: "town", filter: ["all", isArea, kind("water")], paint: { "fill-color": p.water } },
    { id: "river", type: "line", source: "town", filter: ["all", isLine, kind("water")], layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": p.water, "line-width": metres(9) } },
    { id: "square", type: "fill", source: "town", filter: ["all", isArea, kind("pedestrian")], paint: { "fill-color": p.road, "fill-opacity": 0.55 } },
    { id: "building", type: "fill", source: "town", filter: ["all", isArea, kind("building")], minzoom: 14, paint: { "fill-color": p.building, "fill-outline-color": p.line } },
  ];
}

function ways(p: MapPalette): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    { id: "foot", type: "line", source: "town", filter: ["all", isLine, kind("pedestrian")], layout: round, paint: { "line-color": p.road, "line-width": metres(5), "line-opacity": 0.7 } },
    { id: "road-case", type: "line", source: "town", filter: ["all", isLine, kind("road")], layout: round, paint: { "line-color": p.casing, "line-width": metres(8, 2) } },
    { id: "road", type: "line", source: "town", filter: ["all", isLine, kind("road")], layout: round, paint: { "line-color": p.road, "line-width": metres(8) } },
    { id: "rail", type: "line", source: "town", filter: ["all", isLine, kind("rail")], paint: { "line-color": p.dim, "line-width": width(1.5, 4), "line-opacity": 0.6, "line-dasharray": [4, 2] } },
    { id: "boundary", type: "line", source: "town", filter: kind("boundary"), paint: { "line-color": p.brass, "line-width": 1.25, "line-opacity": 0.7, "line-dasharray": [3, 3] } },
  ];
}

function sheds(p: MapPalette): LayerSpecification[] {
  const chosen: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
  const ailing: ExpressionSpecification = ["in", ["get", "state"], ["literal", ["lost", "no_video", "frozen", "covered", "moved", "out_of_focus", "not_recording"]]];
  const colour: ExpressionSpecification = ["case", chosen, p.brass, ailing, p.bad, p.accent];
  return [
    { id: "shed", type: "fill", source: "sheds", paint: { "fill-color": colour, "fill-opacity": ["case", chosen, 0.38, 0.13] } },
    { id: "shed-edge", type: "line", source: "sheds", paint: { "line-color": colour, "line-width": ["case", chosen, 2, 0.75], "line-opacity": ["case", chosen, 1, 0.45] } },
  ];
}

function names(p: MapPalette): LayerSpecification[] {
  const paint = { "text-color": p.dim, "text-halo-color": p.halo, "text-halo-width": 1.4 };
  return [
    { id: "way-name", type: "symbol", source: "town", minzoom: 14, filter: ["all", isLine, ["has", "name"], kind("road", "pedestrian", "water")], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": width(10.5, 14), "symbol-spacing": 320 }, paint },
    { id: "area-name", type: "symbol", source: "town", minzoom: 14.5, filter: ["all", isArea, ["has", "name"], kind("park", "building", "pedestrian")], layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": width(10.5, 14), "text-max-width": 7 }, paint },
  ];
}

const NONE: FeatureCollection = { type: "FeatureCollection", features: [] };
function wayThrough(p: MapPalette): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    { id: "way-case", type: "line", source: "way", layout: round, paint: { "line-color": p.halo, "line-width": 8, "line-opacity": 0.85 } },
    { id: "way", type: "line", source: "way", layout: round, paint: { "line-color": p.brass, "line-width": 3.5, "line-dasharray": [2, 1.6] } },
    { id: "way-arrow", type: "symbol", source: "way", layout: { "symbol-placement": "line", "symbol-spacing": 90, "text-field": "\u203a", "text-font": FONT, "text-size": 26, "text-keep-upright": false, "text-allow-overlap": true }, paint: { "text-color": p.brass, "text-halo-color": p.halo, "text-halo-width": 2 } },
  ];
}

function around(p: MapPalette): LayerSpecification[] {
  return [
    { id: "circle", type: "fill", source: "circle", filter: isArea, paint: { "fill-color": p.brass, "fill-opacity": 0.12 } },
    { id: "circle-case", type: "line", source: "circle", filter: isArea, paint: { "line-color": p.halo, "line-width": 5, "line-opacity": 0.8 } },
    { id: "circle-edge", type: "line", source: "circle", filter: isArea, paint: { "line-color": p.brass, "line-width": 2.25 } },
    { id: "circle-middle", type: "circle", source: "circle", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": p.brass, "circle-stroke-color": p.halo, "circle-stroke-width": 2 } },
  ];
}

/** What is laid over the town: what cameras see, a way through it, a circle. */
export interface Overlays { sheds: FeatureCollection; way?: FeatureCollection; circle?: FeatureCollection }

/**
 * The whole style: our own layers over the town's GeoJSON. No sprite and no glyph address: MapLibre draws letters
 * from the page's own font, so nothing is asked of any other host.
 */
export function makeStyle(p: MapPalette, town: FeatureCollection, { sheds: shedData, way = NONE, circle = NONE }: Overlays): StyleSpecification {
  return {
    version: 8,
    sources: {
      town: { type: "geojson", data: town },
      sheds: { type: "geojson", data: shedData },
      way: { type: "geojson", data: way },
      circle: { type: "geojson", data: circle },
    },
    layers: [...ground(p), ...ways(p), ...sheds(p), ...around(p), ...wayThrough(p), ...names(p)],
  };
}
