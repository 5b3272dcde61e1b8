/** Searching around a place: which one, how far, and which cameras stand there. Pure. */
import type { Near } from "@/api/platesTypes";
import type { Camera, Site } from "@/api/types";

export interface Place { latitude: number; longitude: number }
/** What the form holds: the place may not be chosen yet. `name`: of the site or camera that was chosen for it. */
export interface NearDraft { place: Place | null; metres: number; name: string | null }
export const START_NEAR: NearDraft = { place: null, metres: 300, name: null };
export const [LEAST_METRES, MOST_METRES] = [10, 100_000];

export const nearOf = ({ place, metres }: NearDraft): Near | null => (place === null ? null : { ...place, metres });

const EARTH_M = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
/** Along a great circle (haversine), as the server measures it. */
export function metresBetween(a: Place, b: Place): number {
  const [one, two] = [radians(a.latitude), radians(b.latitude)];
  const half = Math.sin((two - one) / 2) ** 2 + Math.cos(one) * Math.cos(two) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

type Placed = Pick<Site, "latitude" | "longitude">;
const whole = ({ latitude, longitude }: Placed): Place | null => (latitude === null || longitude === null ? null : { latitude, longitude });
/** Where a camera stands: its own place, or else its site's. */
export const placeOf = (camera: Camera, sites: readonly Site[]): Place | null => {
  const site = sites.find((one) => one.id === camera.site_id);
  return whole(camera) ?? (site ? whole(site) : null);
};

/** The cameras in the circle, nearest first. */
export function camerasWithin(near: Near, cameras: readonly Camera[], sites: readonly Site[]): Camera[] {
  const apart = cameras.flatMap((camera) => {
    const place = placeOf(camera, sites);
    const metres = place && metresBetween(near, place);
    return metres !== null && metres <= near.metres ? [{ camera, metres }] : [];
  });
  return apart.sort((a, b) => a.metres - b.metres || a.camera.number - b.camera.number).map((one) => one.camera);
}

export interface NamedPlace { value: string; label: string; group: "Sites" | "Cameras"; place: Place }
/** What can be chosen by its name: sites, then cameras. */
export function namedPlaces(sites: readonly Site[], cameras: readonly Camera[]): NamedPlace[] {
  const stands = sites.flatMap((one): NamedPlace[] => { const place = whole(one); return place ? [{ value: `site ${one.id}`, label: one.name, group: "Sites", place }] : []; });
  const looks = cameras.flatMap((one): NamedPlace[] => { const place = placeOf(one, sites); return place ? [{ value: one.id, label: `${String(one.number)} ${one.name}`, group: "Cameras", place }] : []; });
  return [...stands, ...looks];
}

const TYPED = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;
/** "53.2346, -1.4338" as people copy it from a map, or null. */
export function parsePlace(typed: string): Place | null {
  const found = TYPED.exec(typed);
  const place = found && { latitude: Number(found[1]), longitude: Number(found[2]) };
  return place && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : null;
}
const DIGITS = 5;
export const placeWords = ({ latitude, longitude }: Place): string => `${latitude.toFixed(DIGITS)}, ${longitude.toFixed(DIGITS)}`;

/** "300 m", "1.2 km" */
export const farWords = (metres: number): string => (metres >= 1000 ? `${String(Math.round(metres / 100) / 10)} km` : `${String(Math.round(metres))} m`);
/** "within 300 m of 53.23460, -1.43380" */
export const nearWords = (near: Near): string => `within ${farWords(near.metres)} of ${placeWords(near)}`;

const NAMED = 4;
/** Who would be asked: "2 cameras stand within 300 m: 17 Horns Bridge in, 18 Horns Bridge out." */
export function withinWords(near: Near, found: readonly Camera[]): string {
  if (found.length === 0) return `No camera stands within ${farWords(near.metres)} of it: nothing would be found.`;
  const named = found.slice(0, NAMED).map((one) => `${String(one.number)} ${one.name}`).join(", ");
  const more = found.length > NAMED ? ` and ${String(found.length - NAMED)} more` : "";
  return `${found.length === 1 ? "1 camera stands" : `${String(found.length)} cameras stand`} within ${farWords(near.metres)}: ${named}${more}.`;
}
