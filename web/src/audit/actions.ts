import type { Camera } from "@/api/types";

/** What the log's actions are called on screen. The log keeps the short names; so do its filters. */
const ACTIONS: Record<string, string> = {
  "session.sign_in": "Signed in", "session.sign_out": "Signed out", "session.change_password": "Changed own password",
  "access.refused": "Was refused", "user.create": "Added a user", "user.change": "Changed a user", "user.list": "Looked at the users",
  "audit.read": "Read the audit log", "camera.create": "Added a camera", "camera.change": "Changed a camera", "camera.retire": "Retired a camera",
  "camera.import": "Brought in cameras", "camera.export_list": "Saved the camera list", "camera.probe": "Tested a camera", "camera.accept_view": "Accepted a camera's view", "site.create": "Added a site",
  "live.watch": "Watched live", "live.stop": "Stopped watching", "footage.timeline": "Looked at a timeline", "footage.replay": "Played back",
  "footage.still": "Took a still", "footage.thumbnail": "Looked at thumbnails", "export.request": "Asked for an export", "export.list": "Looked at exports",
  "export.read": "Looked at an export", "export.cancel": "Cancelled an export", "export.download": "Downloaded an export", "export.finish": "Finished an export",
  "export.remove": "Removed an export", "hold.place": "Placed a hold", "hold.list": "Looked at holds", "hold.release": "Released a hold",
  "layout.save": "Saved a layout", "layout.delete": "Deleted a layout", "status.read": "Looked at the system", "events.follow": "Opened a desk",
};

export const actionWords = (action: string): string => ACTIONS[action] ?? action.replaceAll(/[._]/g, " ");

export const actionChoices = Object.entries(ACTIONS)
  .map(([value, label]) => ({ value, label }))
  .sort((a, b) => a.label.localeCompare(b.label, "en-GB"));

/** "camera:<id>" as "12 Market Place north" where that camera is known; otherwise as the log has it. */
export function objectWords(object: string, cameras: readonly Camera[]): string {
  if (object === "") return "";
  const [kind = "", id = ""] = object.split(":", 2);
  const camera = kind === "camera" ? cameras.find((one) => one.id === id) : undefined;
  if (camera) return `${camera.number} ${camera.name}`;
  return id ? `${kind} ${id.slice(0, 8)}` : object;
}

/** A detail's value on one line. */
export function detailWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(detailWords).join(", ");
  return JSON.stringify(value);
}
