import type { Camera } from "@/api/types";

/** What the log's actions are called on screen. The log keeps the short names; so do its filters. */
const ACTIONS: Record<string, string> = {
  "session.sign_in": "Signed in", "session.sign_out": "Signed out", "session.change_password": "Changed own password",
  "access.refused": "Was refused", "user.create": "Added a user", "user.change": "Changed a user", "user.reset_password": "Reset a user's password", "user.list": "Looked at the users",
  "audit.read": "Read the audit log", "camera.create": "Added a camera", "camera.change": "Changed a camera", "camera.retire": "Retired a camera",
  "camera.import": "Brought in cameras", "camera.export_list": "Saved the camera list", "camera.probe": "Tested a camera", "camera.accept_view": "Accepted a camera's view", "site.create": "Added a site",
  "live.watch": "Watched live", "live.stop": "Stopped watching", "footage.timeline": "Looked at a timeline", "footage.replay": "Played back",
  "footage.still": "Took a still", "footage.thumbnail": "Looked at thumbnails", "export.request": "Asked for an export", "export.list": "Looked at exports",
  "export.read": "Looked at an export", "export.cancel": "Cancelled an export", "export.download": "Downloaded an export", "export.finish": "Finished an export",
  "export.remove": "Removed an export", "hold.place": "Placed a hold", "hold.list": "Looked at holds", "hold.release": "Released a hold",
  "hold.take_up": "Took up a hold",
  "audit.export": "Saved the log as a file", "audit.prove": "Had a line proven", "audit.forget": "Personal values ran out", "audit.new_key": "New key for the log",
  "break_glass.begin": "Broke the glass", "break_glass.end": "Glass mended", "break_glass.list": "Looked at broken glass", "break_glass.review": "Reviewed broken glass",
  "camera_group.create": "Added a camera group", "camera_group.change": "Changed a camera group", "camera_group.delete": "Deleted a camera group",
  "purpose.create": "Added a purpose", "purpose.change": "Changed a purpose", "purpose.state": "Stated a purpose", "rights.show": "Read somebody's rights",
  "session.lock": "Locked the screen", "session.unlock": "Unlocked the screen", "session.prove": "Proved who they are", "session.sign_out_everywhere": "Signed out everywhere",
  "user.end_sessions": "Signed a user out everywhere", "user.reset_second_factors": "Reset a user's second factors",
  "factor.passkey_add": "Added a passkey", "factor.passkey_change": "Renamed a passkey", "factor.passkey_remove": "Removed a passkey", "factor.totp_add": "Set up a code generator",
  "factor.totp_remove": "Removed a code generator", "factor.recovery_codes": "Made recovery codes", "factor.oidc_link": "Linked single sign-on", "factor.oidc_unlink": "Unlinked single sign-on",
  "plates.watch": "Watched plates live", "plates.see": "Looked at a read", "plates.search": "Searched for a plate", "plates.approve_search": "Decided on a search",
  "plates.review_search": "Reviewed searches", "plates.list_searches": "Looked at searches", "plates.export_search": "Saved a search as a file",
  "plates.journey": "Followed a plate", "plates.convoy": "Looked for vehicles that travel together", "plates.count": "Looked at traffic counts",
  "plates.change_hotlist": "Changed a hotlist", "plates.import_hotlist": "Brought in a hotlist", "plates.see_hotlist": "Looked at a hotlist", "plates.see_hits": "Looked at hits", "plates.see_holds": "Looked at reads on hold",
  "plates.confirm_hit": "Decided on a hit", "plates.sample": "Checked a read", "plates.hold": "Held a read, or ended its hold", "plates.change_camera": "Changed a plate camera",
  "plates.dispose": "Deleted reads whose time was over", "plates.change_retention": "Changed how long reads are kept", "plates.note_own_plate": "Noted a user's own plate",
  "plates.see_setup": "Looked at the set-up of plate cameras",
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
