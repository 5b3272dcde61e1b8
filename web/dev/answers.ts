import type { AuditRow, Camera, Export, Hold, ImportResult, ImportRow, Layout, Permission, ProbeResult, SessionInfo, Timeline, User, VideoStatus } from "../src/api/types";
import { cameras, firstPassword, purposes, sites, users } from "./town.ts";

const DAY = 86_400_000;
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

const EVERYTHING: Permission[] = [
  "session.own", "estate.read", "estate.write", "live.watch", "footage.replay", "footage.export", "footage.hold", "footage.release_hold",
  "layouts.write", "layouts.share", "users.manage", "audit.read", "status.read", "rights.break_glass", "rights.review",
  "plates.watch", "plates.search", "plates.confirm", "plates.hotlists", "plates.convoy", "plates.review", "plates.count", "plates.setup",
];
const BY_ROLE: Partial<Record<string, Permission[]>> = {
  operator: ["session.own", "estate.read", "live.watch", "footage.replay", "footage.export", "layouts.write", "status.read"],
  contractor: ["session.own", "estate.read", "status.read"],
  cabinet_member: ["session.own"],
};

export function sessionFor(user: User): SessionInfo {
  const role = user.roles[0] ?? "operator";
  return { user, permissions: BY_ROLE[role] ?? EVERYTHING, csrf: "mock-token", version: "0.1.0", demo: true, council: "Chesterfield",
    locked: false, lock_after_s: 900, idle_ends_after_s: null, ends_at: ago(-10 * 3_600_000), proved_until: null, method: "password",
    second_factor: "none", must_choose_password: false, password_until: null, must_enrol: false, last_sign_in: null, notices: [],
    purpose: { id: "p1", name: "Public safety and prevention of crime", case_reference: "", second_person: "", until: null }, purposes, break_glass: null,
  };
}

const ACTIONS: readonly [string, string][] = [
  ["live.watch", "camera:cam-0012"], ["footage.replay", "camera:cam-0034"], ["session.sign_in", ""],
  ["export.request", "export:2026-0113"], ["camera.change", "camera:cam-0044"], ["hold.place", "hold:2026-041"], ["access.refused", "camera:cam-0007"],
];
const NEEDS_REASON = /^(footage|export|hold)/;
export const auditRows: AuditRow[] = Array.from({ length: 260 }, (_, index) => {
  const [action, object] = ACTIONS[(index * 5) % ACTIONS.length] ?? ["live.watch", ""];
  const who = users[(index * 3) % 5];
  return {
    id: 90_260 - index, actor_id: who?.id ?? null, objects: [], subjects: [], forgotten: false, at: ago(index * 417_000 + 20_000), actor: who?.name ?? "p.marsh", action, object,
    purpose: NEEDS_REASON.test(action) ? "Assault, Market Place" : "", case_reference: NEEDS_REASON.test(action) ? "26000/441" : "", outcome: action === "access.refused" ? "refused" : "ok",
    address: `10.42.9.${10 + (index % 6)}`, detail: action.startsWith("camera") ? { retention_days: [28, 31] } : {},
  };
});

export const status = (): VideoStatus => {
  const counts: VideoStatus["cameras"] = {};
  for (const camera of cameras) counts[camera.health.state] = (counts[camera.health.state] ?? 0) + 1;
  return {
    recorder: { state: "running", detail: "Recording.", since: ago(12 * DAY + 4_000_000), version: 14 }, cameras: counts, transcodes: [0, 2],
    volumes: [
      { id: "vol-2f1c", path: "/srv/footage/a", state: "ready", detail: "", total_bytes: 60e12, free_bytes: 4.1e12, oldest: ago(31 * DAY), days_kept: 31 },
      { id: "vol-8d07", path: "/srv/footage/b", state: "ready", detail: "", total_bytes: 60e12, free_bytes: 6.7e12, oldest: ago(31 * DAY), days_kept: 31 },
      { id: "vol-c3aa", path: "/srv/footage/spare", state: "read_only", detail: "A write failed at 13:02: input/output error.", total_bytes: 12e12, free_bytes: 9.9e12, oldest: ago(9 * DAY), days_kept: 9 },
    ],
  };
};

export const probe = (camera?: Camera): ProbeResult => {
  if (camera?.health.state === "lost") {
    return { ok: false, stream: null, picture: null, certificate: null, findings: [{ level: "error", text: "The address does not answer. Check power and network at the column, and the address." }] };
  }
  return {
    ok: true, stream: { codec: "H.264 High", width: 1920, height: 1080, fps: 25 }, picture: picture(camera?.name ?? "New camera"), certificate: null,
    findings: [
      { level: "ok", text: "The camera answers, and the name and password are right." }, { level: "ok", text: "1920 x 1080, 25 pictures a second, H.264. A key frame every 2 seconds." },
      { level: "warning", text: "The camera's clock is 4 seconds ahead. Set its time server to this network's." },
    ],
  };
};

/** A night-blue stand-in for a still, as an SVG. */
export function still(words: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><defs><linearGradient id="a" x2="0" y2="1"><stop stop-color="#22324d"/><stop offset="1" stop-color="#111827"/></linearGradient></defs><rect width="640" height="360" fill="url(#a)"/><path d="M0 260 220 190 420 190 640 260V360H0Z" fill="#2c3a55"/><path d="M60 90h110v120H60zM480 70h120v150H480zM230 110h170v80H230z" fill="#1b263b"/><g fill="#e3bd72"><path d="M80 110h14v18H80zM120 140h14v18h-14zM500 100h14v18h-14zM548 150h14v18h-14z"/></g><text x="16" y="344" font-family="monospace" font-size="16" fill="#dde4ef">${words.replace(/[<&]/g, "")}</text></svg>`;
}
const picture = (name: string): string => `data:image/svg+xml;base64,${Buffer.from(still(name)).toString("base64")}`;

export const exportsList: Export[] = ([["running", 0.42], ["done", 1], ["failed", 0.7]] as const).map(([state, progress], index) => ({
  id: `2026-011${index}`, status: state, progress, bytes_done: progress * 4e9, bytes_total: 4e9, error: state === "failed" ? "The disk for exports was full." : null,
  from: ago((index + 1) * 5_400_000), to: ago((index + 1) * 5_400_000 - 900_000), purpose: "Police review request", purpose_id: "p3", reason: "Assault, Market Place", reference: `26000/44${index}`, working_copy: index === 1, finished_at: null, removed_at: null,
  requested_by: "s.okafor", requested_at: ago((index + 1) * 3_600_000),
  files: state === "done" ? [{ name: "c12_20261122T1200Z.mp4", camera: "cam-0012", kind: "master", bytes: 3.2e9, sha256: "9f2c".repeat(16), url: "#" }] : [],
}));
export const holds: Hold[] = [
  { id: "2026-041", cameras: ["cam-0012", "cam-0013"], from: ago(3 * DAY), to: ago(3 * DAY - 3_600_000), reason: "Assault, Market Place", reference: "26000/441", review_on: "2026-12-20", placed_by: "j.heathcote", purpose: "Investigation of a reported crime", purpose_id: "p2", kind: "manual", placed_at: ago(2 * DAY), released_by: null, released_at: null, release_reason: null },
];
export const layouts: Layout[] = [
  { id: "l1", name: "Night-time economy", shared: true, mine: true, columns: 4, tiles: cameras.slice(0, 16).map((camera) => camera.id), tour_seconds: null },
  { id: "l2", name: "Market day", shared: true, mine: false, columns: 3, tiles: cameras.slice(0, 9).map((camera) => camera.id), tour_seconds: 20 },
];

export function timeline(ids: readonly string[], from: string, to: string, buckets: number): Timeline {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const at = (part: number) => new Date(start + (end - start) * part).toISOString();
  const stop = new Date(Math.min(end, Date.now())).toISOString();
  return {
    from, to,
    cameras: ids.map((camera, row) => ({
      camera, spans: [{ from, to: at(0.31) }, { from: at(0.33), to: stop }], gaps: [{ from: at(0.31), to: at(0.33), reason: "lost" }],
      holds: row === 0 ? [{ id: "2026-041", from: at(0.5), to: at(0.6) }] : [],
      activity: Array.from({ length: buckets }, (_, i) => Math.round(90 + 80 * Math.sin(i / 23 + row) + 60 * Math.sin(i / 7))).map((v) => Math.max(0, Math.min(255, v))),
      motion: [], spells: row === 1 ? [{ from: at(0.7), to: at(0.72), state: "covered" }] : [],
      oldest: ago(31 * DAY), newest: stop, loss_date: new Date(start + 31 * DAY).toISOString(),
    })),
  };
}

export function importCsv(text: string): ImportResult {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const columns = head.toLowerCase().split(",").map((name) => name.trim());
  const rows = lines.map((content, index): ImportRow => {
    const cell = (name: string) => content.split(",")[columns.indexOf(name)]?.trim() ?? "";
    const number = Number(cell("number")) || null;
    const errors = [...(number ? [] : ["The number is missing."]), ...(cell("name") ? [] : ["The name is missing."]),
      ...(cell("main_url") && !/^rtsps?:/.test(cell("main_url")) ? ["The address must begin with rtsp:// or rtsps://."] : [])];
    const known = cameras.some((camera) => camera.number === number);
    return { line: index + 2, action: errors.length ? "refuse" : known ? "update" : "create", number, name: cell("name"), errors };
  });
  const count = (action: ImportRow["action"]) => rows.filter((row) => row.action === action).length;
  return { rows, created: count("create"), updated: count("update"), refused: count("refuse"), ignored_columns: columns.includes("notes") ? ["notes"] : [], new_sites: [], new_groups: [] };
}

export { cameras, firstPassword, sites, users };
