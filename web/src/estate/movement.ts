/** What is said of a camera's movement, and the areas in which none counts. Pure. */
import type { Camera } from "@/api/types";
import { cornerAt, covered, percent, type Area } from "@/ui/areas/shapes";
import { plural } from "@/ui/words";

export const areasOf = ({ motion_ignore }: Pick<Camera, "motion_ignore">): Area[] =>
  motion_ignore.map((area) => area.map(([x = 0, y = 0]) => cornerAt(x, y)));

/** Whether movement is looked for, and in how much of the picture it is not. */
export function movementWords(camera: Pick<Camera, "motion" | "motion_ignore">): string {
  if (camera.motion !== "keyframes") return "Not looked for";
  const areas = areasOf(camera);
  if (areas.length === 0) return "Marked on the timeline";
  return `Marked on the timeline, but not in ${plural(areas.length, "area")} (${percent(covered(areas))} of the picture)`;
}

const MOSTLY = 0.9;
/** What whoever draws should know before it is saved; null where there is nothing to say. */
export function doubtOf(areas: readonly Area[], { motion, ptz }: { motion: boolean; ptz: boolean }): string | null {
  if (areas.length > 0 && !motion) return "Movement is not marked for this camera, so its areas do nothing yet.";
  if (areas.length > 0 && ptz) return "This camera moves by itself. Areas stay where they are in the picture, whatever it shows.";
  return covered(areas) > MOSTLY ? "Next to nothing of the picture is left in which movement counts." : null;
}
