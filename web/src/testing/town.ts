import type { Camera, CameraState, Permission, SessionInfo, Site, User, VideoStatus } from "@/api/types";

/** A small pretend town for tests. */
export const ALL_PERMISSIONS: Permission[] = [
  "session.own", "estate.read", "estate.write", "live.watch", "footage.replay", "footage.export", "footage.hold",
  "footage.release_hold", "layouts.write", "layouts.share", "users.manage", "audit.read", "status.read",
];

export function session(permissions: Permission[] = ALL_PERMISSIONS): SessionInfo {
  return {
    user: { id: "u-1", name: "pat", display_name: "Pat Marsh", roles: ["administrator"] },
    permissions, csrf: "token-1", version: "0.1.0", demo: false, council: "Chesterfield",
  };
}

export const sites = (): Site[] => ["Market Place", "Railway station"].map((name, index) => ({ id: `s-${index + 1}`, name, address: "", latitude: null, longitude: null }));

export function camera(number: number, name: string, state: CameraState = "online", more: Partial<Camera> = {}): Camera {
  return {
    id: `c-${number}`, number, key: `cam-${number}`, name, site_id: "s-1", site_name: "Market Place",
    latitude: 53.2355, longitude: -1.4265, bearing: 90, field_of_view: 60, range_metres: 60,
    purpose: "Crime prevention", pressing_need: "Disorder on market days", lawful_basis: "Public task",
    owner: "Borough Council", funding_line: "Safer Streets 3", cost_pence: 437500,
    streams: { main: { url: `rtsp://10.20.0.${number}/main` }, sub: { url: `rtsp://10.20.0.${number}/sub` } },
    username: "viewer", has_password: true, transport: "tcp", enabled: true, recorded: true, retention_days: 31, retired_at: null,
    health: { state, since: "2026-11-22T13:00:00Z", detail: "" }, ...more,
  };
}

export const cameras = (): Camera[] => [
  camera(1, "Market Place north"),
  camera(2, "Market Place south", "lost", { health: { state: "lost", since: "2026-11-22T13:40:00Z", detail: "No route to host" } }),
  camera(12, "Railway station forecourt", "online", { site_id: "s-2", site_name: "Railway station" }),
];

export const users = (): User[] => [
  { id: "u-1", name: "pat", display_name: "Pat Marsh", roles: ["administrator"], disabled: false, created_at: "2026-01-05T09:00:00Z" },
  { id: "u-2", name: "sam", display_name: "Sam Okafor", roles: ["operator"], disabled: false, created_at: "2026-01-05T09:00:00Z" },
];

export const videoStatus = (): VideoStatus => ({
  recorder: { state: "running", detail: "Recording.", since: "2026-11-20T08:00:00Z", version: 3 },
  cameras: { online: 2, lost: 1 }, transcodes: [0, 2],
  volumes: [{
    id: "vol-a", path: "/srv/footage/a", state: "ready", detail: "", total_bytes: 8e12, free_bytes: 1.2e12,
    oldest: "2026-10-22T00:00:00Z", days_kept: 31,
  }],
});
