import type { Camera } from "@/api/types";

const plain = (text: string): string => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, " ").trim();

/** How well a camera answers what was typed: 0 not at all. A number means the camera with that number first. */
function score(camera: Camera, words: readonly string[], typed: string): number {
  const number = String(camera.number);
  if (number === typed.replace(/^0+(?=\d)/, "")) return 100;
  const name = plain(camera.name);
  const all = ` ${number} ${name} ${plain(camera.site_name ?? "")} ${plain(camera.purpose)}`;
  if (!words.every((word) => all.includes(` ${word}`) || (word.length > 2 && all.includes(word)))) return 0;
  if (number.startsWith(typed)) return 80;
  if (name.startsWith(typed)) return 60;
  return words.every((word) => ` ${name}`.includes(` ${word}`)) ? 50 : 20;
}

/** Cameras by number, name or place, best first. */
export function findCameras(cameras: readonly Camera[], typed: string, limit = 8): Camera[] {
  const query = plain(typed);
  if (query === "") return cameras.slice(0, limit);
  const words = query.split(" ");
  return cameras
    .map((camera) => ({ camera, points: score(camera, words, query) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.camera.number - b.camera.number)
    .slice(0, limit)
    .map(({ camera }) => camera);
}
