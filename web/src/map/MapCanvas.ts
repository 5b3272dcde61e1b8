import "maplibre-gl/dist/maplibre-gl.css";

import type { FeatureCollection } from "geojson";
import { AttributionControl, GeoJSONSource, Map as GlMap, Marker, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

import type { Camera } from "@/api/types";

import { boundsOf, circleArea, circleBounds, pathLine, viewSheds, type Circle } from "./sector";
import { makeStyle, readPalette } from "./style";

setWorkerUrl(workerUrl);

export interface Place { latitude: number; longitude: number }
interface CanvasOptions { label: string; onPick: (place: Place) => void }
interface Overlay { path?: readonly (readonly [number, number])[]; circle?: Circle | null }
const TOWN_ZOOM = 15.2;
/** Below this, markers shrink: at 80 cameras they would lie on one another. */
const FAR_ZOOM = 14.9;

/** The MapLibre map behind TownMap: it draws, keeps markers in place and moves to what is chosen. */
export class MapCanvas {
  readonly #map: GlMap;
  readonly #frame: HTMLElement;
  readonly #markers = new Map<string, Marker>();
  readonly #watchers = new Set<() => void>();
  #hosts: ReadonlyMap<string, HTMLElement> = new Map();
  #fitted = false;
  #chosen: Camera | null = null;
  #circle: Circle | null = null;

  constructor(frame: HTMLElement, { label, onPick }: CanvasOptions) {
    this.#frame = frame;
    this.#map = new GlMap({
      container: frame, style: { version: 8, sources: {}, layers: [] }, attributionControl: false, maxPitch: 0, dragRotate: false,
      pitchWithRotate: false, maxZoom: 19.5, minZoom: 10, zoom: TOWN_ZOOM, center: [-1.4275, 53.2355], fadeDuration: 0,
      locale: { "Map.Title": label, "NavigationControl.ZoomIn": "Zoom in", "NavigationControl.ZoomOut": "Zoom out" },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.#map.addControl(new ScaleControl({ maxWidth: 90, unit: "metric" }), "bottom-left");
    this.#map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    const far = () => { this.#frame.toggleAttribute("data-far", this.#map.getZoom() < FAR_ZOOM); };
    this.#map.on("zoom", far);
    this.#map.on("click", (event) => {
      if (event.originalEvent.target instanceof Element && event.originalEvent.target.closest("button")) return;
      onPick({ latitude: round(event.lngLat.lat), longitude: round(event.lngLat.lng) });
    });
  }

  /** Draw the town and the view-sheds in the palette of the moment. */
  draw(town: FeatureCollection, cameras: readonly Camera[], { path = [], circle = null }: Overlay = {}): void {
    this.#map.setStyle(makeStyle(readPalette(this.#frame), town, { sheds: viewSheds(cameras), way: pathLine(path), circle: circleArea(circle) }), { diff: true });
    this.#map.once("idle", () => { this.#markChosen(); });
    const bounds = boundsOf(cameras);
    if (!this.#fitted && bounds) {
      this.#fitted = true;
      this.#map.fitBounds(bounds, { padding: 56, maxZoom: cameras.length === 1 ? 17 : 16.5, animate: false });
    }
    this.#bringIn(circle);
  }

  /** Move so that a circle is seen as a whole, where it is new and runs off the map. */
  #bringIn(circle: Circle | null): void {
    const before = this.#circle;
    this.#circle = circle;
    if (!circle || before === circle) return;
    const [west, south, east, north] = circleBounds(circle);
    const shown = this.#map.getBounds();
    if (!shown.contains([west, south]) || !shown.contains([east, north])) this.#map.fitBounds([west, south, east, north], { padding: 24, maxZoom: 16.5 });
  }

  /** An element at the place of each camera. The same camera keeps its element. */
  place(cameras: readonly Camera[]): void {
    const wanted = new Set(cameras.map((camera) => camera.id));
    for (const [id, marker] of this.#markers) {
      if (wanted.has(id)) continue;
      marker.remove();
      this.#markers.delete(id);
    }
    for (const camera of cameras) {
      const at: [number, number] = [camera.longitude ?? 0, camera.latitude ?? 0];
      const known = this.#markers.get(camera.id);
      known?.getElement().toggleAttribute("data-ailing", camera.health.state !== "online");
      if (known) {
        known.setLngLat(at);
      } else {
        const element = document.createElement("div");
        element.toggleAttribute("data-ailing", camera.health.state !== "online");
        this.#markers.set(camera.id, new Marker({ element }).setLngLat(at).addTo(this.#map));
        for (const name of ["role", "aria-label", "tabindex"]) element.removeAttribute(name);
      }
    }
    if (cameras.length === this.#hosts.size && cameras.every((camera) => this.#hosts.has(camera.id))) return;
    this.#hosts = new Map([...this.#markers].map(([id, marker]) => [id, marker.getElement()]));
    for (const tell of this.#watchers) tell();
  }

  /** The elements that markers are drawn into, by camera. The same map until a camera comes or goes. */
  get hosts(): ReadonlyMap<string, HTMLElement> {
    return this.#hosts;
  }

  onPlaced(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => { this.#watchers.delete(watcher); };
  }

  /** Light up one camera's view and bring it on screen if it is off it. */
  choose(camera: Camera | null): void {
    const before = this.#chosen;
    this.#chosen = camera;
    for (const [id, marker] of this.#markers) marker.getElement().toggleAttribute("data-chosen", id === camera?.id);
    if (before?.id !== camera?.id) this.#markChosen(before);
    if (!camera || before?.id === camera.id || camera.longitude === null || camera.latitude === null) return;
    const at: [number, number] = [camera.longitude, camera.latitude];
    const point = this.#map.project(at);
    const { clientWidth, clientHeight } = this.#frame;
    const margin = 60;
    if (point.x < margin || point.y < margin || point.x > clientWidth - margin || point.y > clientHeight - margin) this.#map.easeTo({ center: at });
  }

  close(): void {
    for (const marker of this.#markers.values()) marker.remove();
    this.#markers.clear();
    this.#map.remove();
  }

  #markChosen(before: Camera | null = null): void {
    if (!(this.#map.getSource("sheds") instanceof GeoJSONSource)) return;
    if (before) this.#map.setFeatureState({ source: "sheds", id: before.number }, { chosen: false });
    if (this.#chosen) this.#map.setFeatureState({ source: "sheds", id: this.#chosen.number }, { chosen: true });
  }
}

/** About a tenth of a metre. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
