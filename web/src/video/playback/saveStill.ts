/** Save the picture of one camera at one moment. */

import type { Camera } from "@/api/types";
import { stillUrl } from "@/api/video";
import { toIso } from "@/ui/london";

/** A name that says which camera and when (UTC), and that every system takes. */
export function stillName(camera: Pick<Camera, "number" | "key">, time: number): string {
  const at = toIso(Math.round(time * 1000)).replace(/[-:]/g, "");
  return `camera-${String(camera.number)}-${at}.jpg`;
}

export function saveStill(camera: Pick<Camera, "id" | "number" | "key">, time: number): void {
  const link = document.createElement("a");
  link.href = stillUrl(camera.id, toIso(Math.round(time * 1000)));
  link.download = stillName(camera, time);
  link.click();
}
