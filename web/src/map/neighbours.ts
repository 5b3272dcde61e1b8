import type { Camera } from "@/api/types";

export type Direction = "ArrowUp" | "ArrowRight" | "ArrowDown" | "ArrowLeft";
const FACING: Record<Direction, readonly [x: number, y: number]> = {
  ArrowUp: [0, 1], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowLeft: [-1, 0],
};
export const isDirection = (key: string): key is Direction => key in FACING;

/** The nearest camera that lies within 60 degrees of a direction, counting sideways distance double. */
export function neighbour(cameras: readonly Camera[], from: Camera, direction: Direction): Camera | null {
  const [x, y] = FACING[direction];
  const { longitude, latitude } = from;
  if (longitude === null || latitude === null) return null;
  const squeeze = Math.cos((latitude * Math.PI) / 180);
  let best: Camera | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const camera of cameras) {
    if (camera.id === from.id || camera.longitude === null || camera.latitude === null) continue;
    const east = (camera.longitude - longitude) * squeeze;
    const north = camera.latitude - latitude;
    const forward = east * x + north * y;
    const sideways = Math.abs(east * y - north * x);
    if (forward <= 0 || sideways > forward * Math.sqrt(3)) continue;
    const cost = forward + 2 * sideways;
    if (cost < least) [best, least] = [camera, cost];
  }
  return best;
}
