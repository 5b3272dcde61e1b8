/**
 * What the server says, as the screens see it. Times are ISO 8601 in UTC ending in Z.
 * Written from the API contract; `npm run types` generates schema.gen.ts from docs/what/openapi.json.
 */
export type Permission =
  | "session.own" | "estate.read" | "estate.write" | "live.watch" | "footage.replay" | "footage.export"
  | "footage.hold" | "footage.release_hold" | "layouts.write" | "layouts.share" | "users.manage"
  | "audit.read" | "status.read";

export type Role =
  | "administrator" | "operator" | "supervisor" | "manager" | "police_liaison" | "data_protection_officer"
  | "enforcement_officer" | "case_officer" | "auditor" | "contractor" | "cabinet_member";

export interface SessionUser { id: string; name: string; display_name: string; roles: Role[] }
export interface SessionInfo { user: SessionUser; permissions: Permission[]; csrf: string; version: string; demo: boolean; council: string }

export interface User { id: string; name: string; display_name: string; roles: Role[]; disabled: boolean; created_at?: string }
export interface UserPatch { display_name?: string; roles?: Role[]; disabled?: boolean; password?: string }
export interface NewUser { name: string; display_name: string; roles: Role[]; password: string }

export interface AuditRow {
  id: number; at: string; actor: string; action: string; object: string; purpose: string; case_reference: string;
  outcome: AuditOutcome; address: string; detail: Record<string, unknown>;
}
export type AuditOutcome = "ok" | "refused" | "failed";
export interface AuditPage { rows: AuditRow[]; next: number | null }

export type CameraState = "connecting" | "online" | "lost" | "no_video" | "frozen" | "not_recording" | "disabled";
export interface Health { state: CameraState; since: string | null; detail: string | null }
export interface StreamAddress { url: string }
export interface Camera {
  id: string; number: number; key: string; name: string; site_id: string | null; site_name: string | null;
  latitude: number | null; longitude: number | null; bearing: number | null; field_of_view: number | null;
  range_metres: number | null; purpose: string | null; pressing_need: string | null; lawful_basis: string | null;
  owner: string | null; funding_line: string | null; cost_pence: number | null;
  streams: { main?: StreamAddress | null; sub?: StreamAddress | null; third?: StreamAddress | null };
  username: string | null; has_password: boolean; transport: "tcp" | "udp"; enabled: boolean; recorded: boolean;
  retention_days: number; retired_at?: string | null; health: Health;
  /** What the server has to say about what was just saved; only in the answer to that. */
  notes?: string[];
}
/** What is sent to make or change a camera. A password left out is kept; it never comes back. */
export type CameraWrite = Partial<Omit<Camera, "id" | "key" | "site_name" | "has_password" | "health" | "retired_at" | "notes">> & { password?: string };

export interface Site { id: string; name: string; latitude?: number | null; longitude?: number | null; address?: string | null }
export interface ImportRow {
  line: number; action: "create" | "update" | "refuse" | "unchanged"; number: number | null; name: string | null; errors: string[];
}
export interface ImportResult {
  rows: ImportRow[]; created: number; updated: number; refused: number; ignored_columns: string[]; new_sites: string[];
}

export interface ProbeRequest { url: string; username: string | null; password: string | null; transport: "tcp" | "udp" }
export interface Finding { level: "ok" | "warning" | "error"; text: string }
export interface ProbeResult {
  ok: boolean; findings: Finding[]; stream: { codec: string; width: number; height: number; fps: number | null } | null; picture: string | null;
}

export interface Volume {
  id: string; path: string; state: string; detail: string; total_bytes: number; free_bytes: number; oldest: string | null; days_kept: number | null;
}
export interface VideoStatus {
  recorder: { state: string; detail: string; since: string | null; version: number | null };
  cameras: Partial<Record<CameraState, number>>;
  volumes: Volume[];
}

export interface Span { from: string; to: string }
export interface Gap extends Span { reason: string }
export interface TimelineCamera {
  camera: string; spans: Span[]; gaps: Gap[]; holds: (Span & { id: string })[]; activity: number[];
  oldest: string | null; newest: string | null; loss_date: string | null;
}
export interface Timeline { from: string; to: string; cameras: TimelineCamera[] }
/** [offset, length, start in UTC microseconds, duration in microseconds, tfdt] */
export type FragmentRow = [number, number, number, number, number];
export interface PlaybackSegment {
  id: string; url: string; from: string; to: string; mime: string; width: number; height: number;
  init: [number, number]; timescale: number; fragments: FragmentRow[];
}
export interface Fragments { look: string; segments: PlaybackSegment[]; next: string | null }

export type ExportStatus = "queued" | "running" | "done" | "failed" | "cancelled";
export interface ExportFile { name: string; camera: string; kind: "master" | "working"; bytes: number; sha256: string; url: string }
export interface Export {
  id: string; status: ExportStatus; progress: number; bytes_done: number; bytes_total: number; error: string | null;
  from: string; to: string; purpose: string; reason: string; reference: string | null; working_copy: boolean;
  requested_by: string; requested_at: string; finished_at: string | null; removed_at: string | null; files: ExportFile[];
}
export interface ExportRequest {
  cameras: string[]; from: string; to: string; purpose: string; reason: string; reference?: string; working_copy: boolean;
}
export interface Hold {
  id: string; cameras: string[]; from: string; to: string | null; kind: string; reason: string; reference: string | null;
  review_on: string | null; placed_by: string; placed_at: string; released_by: string | null; released_at: string | null;
  release_reason: string | null;
}
export interface Layout {
  id: string; name: string; shared: boolean; mine: boolean; columns: number; tiles: (string | null)[]; tour_seconds: number | null;
}
export type LayoutWrite = Omit<Layout, "id" | "mine">;

interface Told<Kind extends string, Body> { id: string; kind: Kind; at: string; body: Body }
/** What the events socket says. `ready`, `ping` and `resync` are about the socket itself and carry no id. */
export type ServerEvent =
  | Told<"camera.health", { camera_id: string; state: CameraState; detail: string | null; since: string }>
  | Told<"estate.changed", { camera_id: string | null }>
  | Told<"export.progress", { export_id: string; requested_by?: string; status: ExportStatus; progress: number }>
  | Told<"export.removed", { export_id: string }>
  | Told<"hold.placed" | "hold.released", { hold_id: string }>
  | Told<"volume.state", { volume: string; state: string; detail: string; since: string }>
  | Told<"alarm", { source: string; level: "alarm" | "over"; title: string; text: string }>
  | Told<"ready" | "ping" | "resync", Record<string, never>>;
