/** How cameras come by their reads, in words. Pure. */
import type { Adapter, Corner, ReadingCamera, ReadingMode } from "@/api/platesTypes";
import type { Tone } from "@/ui/cameraState";
import { formatAgo } from "@/ui/london";

export const READING: Record<ReadingMode, { label: string; meaning: string }> = {
  pushed: { label: "The camera reads and pushes", meaning: "A specialist camera reads by itself and sends each read here." },
  own: { label: "Beadle reads from its video", meaning: "Costs this machine work for each such camera." },
  off: { label: "Not read", meaning: "The camera shows pictures; no plate is read." },
};
export const ADAPTERS: Record<Adapter, string> = {
  auto: "Told by each message itself", hikvision: "Hikvision (ISAPI)", dahua: "Dahua", axis: "Axis, FF Group", plate_recognizer: "Plate Recognizer Stream", onvif: "ONVIF Profile M", mapped: "Other: columns mapped here",
};
export const TOWARDS: Record<ReadingCamera["towards"], string> = { in: "Into the town", out: "Out of the town", "": "Not known" };

const MINUTE_MS = 60_000;
const QUIET_MINUTES = 60;
const FAST_SECONDS = 10;

/** What is known of a camera's reads at a glance, the worst first. */
export function heardWords(camera: ReadingCamera, now: number): { label: string; tone: Tone } {
  if (camera.mode === "off") return { label: "Off", tone: "off" };
  if (camera.mode === "own" && camera.reading?.reading === false) return { label: camera.reading.detail || "Not reading now", tone: "warn" };
  if (camera.mode === "pushed" && !camera.token_set) return { label: "No address given out yet", tone: "warn" };
  if (camera.last_read_at === null) return { label: "Nothing read yet", tone: "warn" };
  const quiet = now - Date.parse(camera.last_read_at) > QUIET_MINUTES * MINUTE_MS;
  return { label: `Last read ${formatAgo(camera.last_read_at, now)}`, tone: quiet ? "warn" : "ok" };
}
/** A camera's clock that is off makes times between sites wrong. */
export function clockWords(seconds: number | null): { label: string; tone: Tone } | null {
  if (seconds === null) return null;
  if (Math.abs(seconds) < FAST_SECONDS) return { label: "In time", tone: "ok" };
  return { label: `${String(Math.round(Math.abs(seconds)))} s ${seconds > 0 ? "ahead" : "behind"}`, tone: "warn" };
}

/** A rectangle that leaves a margin: where drawing begins. */
export const START_REGION: readonly Corner[] = [[0.1, 0.3], [0.9, 0.3], [0.9, 0.95], [0.1, 0.95]];
const inside = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;
export const moved = (region: readonly Corner[], index: number, x: number, y: number): Corner[] =>
  region.map((corner, position) => (position === index ? [inside(x), inside(y)] : corner));
export const MOST_CORNERS = 20;
/** One corner more, in the middle of the longest side. */
export function withCorner(region: readonly Corner[]): Corner[] {
  const length = (index: number) => { const [a, b] = [region[index], region[(index + 1) % region.length]]; return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0; };
  const longest = region.reduce((best, _, index) => (length(index) > length(best) ? index : best), 0);
  const [a, b] = [region[longest], region[(longest + 1) % region.length]];
  if (!a || !b || region.length >= MOST_CORNERS) return [...region];
  return [...region.slice(0, longest + 1), [inside((a[0] + b[0]) / 2), inside((a[1] + b[1]) / 2)], ...region.slice(longest + 1)];
}
export const withoutCorner = (region: readonly Corner[], index: number): Corner[] => (region.length <= 3 ? [...region] : region.filter((_, position) => position !== index));
