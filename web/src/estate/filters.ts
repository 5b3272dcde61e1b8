import type { Camera } from "@/api/types";
import { isAlarm } from "@/ui/cameraState";

export type Show = "all" | "attention" | "off";
export interface CameraFilter { words: string; show: Show; site: string }
export const NO_FILTER: CameraFilter = { words: "", show: "all", site: "" };

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, " ");

/** Cameras that need somebody: something is wrong with them and nobody switched them off. */
export const needsAttention = (camera: Camera): boolean => camera.enabled && isAlarm(camera.health.state);
const isOff = (camera: Camera): boolean => !camera.enabled || camera.health.state === "disabled" || !camera.recorded;

export function filterCameras(cameras: readonly Camera[], { words, show, site }: CameraFilter): Camera[] {
  const wanted = plain(words).trim().split(" ").filter(Boolean);
  return cameras.filter((camera) => {
    if (show === "attention" && !needsAttention(camera)) return false;
    if (show === "off" && !isOff(camera)) return false;
    if (site && camera.site_id !== site) return false;
    const text = ` ${camera.number} ${plain(camera.name)} ${plain(camera.site_name ?? "")} ${plain(camera.purpose)} ${plain(camera.owner)}`;
    return wanted.every((word) => text.includes(` ${word}`));
  });
}

export const counts = (cameras: readonly Camera[]): Record<Show, number> => ({
  all: cameras.length,
  attention: cameras.filter(needsAttention).length,
  off: cameras.filter(isOff).length,
});

/** The filter lives in the address, so that a list can be sent to a colleague and survives going back. */
export const readFilter = (query: URLSearchParams): CameraFilter => {
  const show = query.get("show");
  return { words: query.get("q") ?? "", site: query.get("site") ?? "", show: show === "attention" || show === "off" ? show : "all" };
};
export function writeFilter({ words, show, site }: CameraFilter): Record<string, string> {
  return { ...(words ? { q: words } : {}), ...(show === "all" ? {} : { show }), ...(site ? { site } : {}) };
}
