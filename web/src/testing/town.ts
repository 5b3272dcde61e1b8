import type { CameraGroup, Purpose } from "@/api/rights";
import type { Security } from "@/api/signinTypes";
import type { Camera, CameraState, Permission, SessionInfo, Site, User, VideoStatus } from "@/api/types";

/** A small pretend town for tests. */
export const ALL_PERMISSIONS: Permission[] = [
  "session.own", "estate.read", "estate.write", "live.watch", "footage.replay", "footage.export", "footage.hold",
  "footage.release_hold", "layouts.write", "layouts.share", "users.manage", "audit.read", "status.read", "rights.break_glass", "rights.review",
  "plates.watch", "plates.search", "plates.confirm", "plates.hotlists", "plates.convoy", "plates.review", "plates.count", "plates.setup",
];

const purpose = (id: string, name: string, more: Partial<Purpose> = {}): Purpose =>
  ({ id, key: id, name, description: "", lawful_basis: "", needs_case_reference: false, needs_second_person: false, usual: false, retired: false, ...more });
export const purposes = (): Purpose[] => [
  purpose("p-1", "Public safety", { usual: true }),
  purpose("p-2", "Investigation of a reported crime", { needs_case_reference: true }),
  purpose("p-3", "Authorised surveillance", { needs_case_reference: true, needs_second_person: true }),
];
export const groups = (): CameraGroup[] => [
  { id: "g-1", name: "Town Centre", description: "Market Place and around", cameras: ["c-1", "c-2"] },
  { id: "g-2", name: "Stations", description: "", cameras: ["c-12"] },
];

export function session(permissions: Permission[] = ALL_PERMISSIONS, more: Partial<SessionInfo> = {}): SessionInfo {
  return {
    user: { id: "u-1", name: "pat", display_name: "Pat Marsh", roles: ["administrator"] },
    permissions, csrf: "token-1", version: "0.1.0", demo: false, council: "Chesterfield",
    locked: false, lock_after_s: 900, ends_at: "2099-01-01T00:00:00Z", proved_until: null, second_factor: "none", must_choose_password: false, password_until: null, must_enrol: false,
    idle_ends_after_s: null, method: "password", last_sign_in: null, notices: [], 
    purpose: { id: "p-1", name: "Public safety", case_reference: "", second_person: "", until: null }, purposes: purposes(), break_glass: null, ...more,
  };
}

export const security = (more: Partial<Security> = {}): Security => ({
  has_password: true, password_changed_at: "2026-03-01T09:00:00Z", totp_since: null, recovery_codes_left: 0, passkeys: [], passkeys_possible: true, directory: null,
  sessions: [{ id: "own", current: true, created_at: "2026-11-22T08:00:00Z", seen_at: "2026-11-22T13:00:00Z", address: "10.42.9.11", method: "password", locked: false }], ...more,
});

export const sites = (): Site[] => ["Market Place", "Railway station"].map((name, index) => ({ id: `s-${index + 1}`, name, address: "", latitude: null, longitude: null }));

export function camera(number: number, name: string, state: CameraState = "online", more: Partial<Camera> = {}): Camera {
  return {
    id: `c-${number}`, number, key: `cam-${number}`, name, site_id: "s-1", site_name: "Market Place",
    latitude: 53.2355, longitude: -1.4265, bearing: 90, field_of_view: 60, range_metres: 60,
    purpose: "Crime prevention", pressing_need: "Disorder on market days", lawful_basis: "Public task",
    owner: "Borough Council", funding_line: "Safer Streets 3", cost_pence: 437500,
    streams: { main: { url: `rtsp://10.20.0.${number}/main` }, sub: { url: `rtsp://10.20.0.${number}/sub` } },
    username: "viewer", has_password: true, transport: "tcp", tls_verify: true, tls_fingerprint: "", enabled: true, recorded: true, retention_days: 31, motion: "off", motion_ignore: [], ptz: false, groups: [{ id: "g-1", name: "Town Centre" }], may: ["estate.read", "estate.write", "live.watch", "footage.replay", "footage.export", "footage.hold", "footage.release_hold"], retired_at: null,
    health: { state, since: "2026-11-22T13:00:00Z", detail: "" }, ...more,
  };
}

export const cameras = (): Camera[] => [
  camera(1, "Market Place north"),
  camera(2, "Market Place south", "lost", { health: { state: "lost", since: "2026-11-22T13:40:00Z", detail: "No route to host" } }),
  camera(12, "Railway station forecourt", "online", { site_id: "s-2", site_name: "Railway station" }),
];

export const users = (): User[] => [
  { id: "u-1", name: "pat", display_name: "Pat Marsh", roles: ["administrator"], grants: [{ role: "administrator", group_id: null, purpose_ids: null }], disabled: false, password: "own", password_until: null, created_at: "2026-01-05T09:00:00Z" },
  { id: "u-2", name: "sam", display_name: "Sam Okafor", roles: ["operator"], grants: [{ role: "operator", group_id: "g-1", purpose_ids: ["p-1"] }], disabled: false, password: "own", password_until: null, created_at: "2026-01-05T09:00:00Z" },
];

export const videoStatus = (): VideoStatus => ({
  recorder: { state: "running", detail: "Recording.", since: "2026-11-20T08:00:00Z", version: 3 },
  cameras: { online: 2, lost: 1 }, transcodes: [0, 2],
  volumes: [{
    id: "vol-a", path: "/srv/footage/a", state: "ready", detail: "", total_bytes: 8e12, free_bytes: 1.2e12,
    oldest: "2026-10-22T00:00:00Z", days_kept: 31,
  }],
});
