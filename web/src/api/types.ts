/**
 * The server's words by the names that the screens use. The shapes come from schema.gen.ts (`npm run types` makes it
 * from docs/what/openapi.json), narrowed where the server's own type is wider than what it says.
 * Times are ISO 8601 in UTC ending in Z. The events socket is not in OpenAPI; its messages stand at the end.
 */
import type { Narrowed, Schemas } from "./named";
import type { Hit, HitState, ImportStatus } from "./platesTypes";

export type Permission = Schemas["Permission"];
export type Role = Schemas["Role"];
export type SessionUser = Schemas["SessionUser"];
export type SessionInfo = Schemas["SessionInfo"];
export type User = Schemas["UserOut"];
export type NewUser = Schemas["UserIn"];
/** The new user with the password to hand over, which is shown once. */
export type MadeUser = Schemas["UserMade"];
export type FirstPassword = Schemas["FirstPassword"];
export type UserPatch = Schemas["UserChange"];

export type AuditOutcome = Schemas["Outcome"];
export type AuditRow = Schemas["AuditRow"];
export type AuditPage = Schemas["AuditPage"];
export type AuditState = Schemas["AuditState"];
export type AuditProof = Schemas["ProofOut"];

export type CameraState = "connecting" | "online" | "lost" | "no_video" | "frozen" | "covered" | "moved" | "out_of_focus" | "not_recording" | "disabled";
export type Health = Narrowed<Schemas["Health"], { state: CameraState }>;
export type StreamAddress = Schemas["StreamAddress"];
export type Camera = Narrowed<Schemas["CameraOut"], {
  health: Health;
  streams: { main?: StreamAddress; sub?: StreamAddress; third?: StreamAddress };
  groups: Schemas["GroupName"][];
  may: Permission[];
  /** What the server has to say about what was just saved; only in the answer to that. */
  notes?: string[];
}>;
/** What is sent to make or change a camera. A password left out is kept; it never comes back. */
export type CameraWrite = Schemas["CameraChange"];

export type Site = Schemas["SiteOut"];
export type NewSite = Schemas["SiteIn"];
export type ImportRow = Schemas["ImportRow"];
export type ImportResult = Schemas["ImportResult"];

export type ProbeRequest = Schemas["ProbeIn"];
export type Finding = Schemas["ProbeFindingOut"];
export type ProbeResult = Schemas["ProbeOut"];
export type Certificate = Schemas["CertificateOut"];

export type Volume = Schemas["VolumeOut"];
export type VideoStatus = Schemas["StatusOut"];

export type Span = Schemas["SpanOut"];
export type Gap = Schemas["GapOut"];
export type TimelineCamera = Schemas["CameraTimelineOut"];
export type Timeline = Schemas["TimelineOut"];
/** [offset, length, start in UTC microseconds, duration in microseconds, decode time in ticks of the timescale] */
export type FragmentRow = [number, number, number, number, number];
export type PlaybackSegment = Narrowed<Schemas["SegmentOut"], { init: [number, number]; fragments: FragmentRow[] }>;
export type Fragments = Narrowed<Schemas["FragmentsOut"], { segments: PlaybackSegment[] }>;

export type ExportStatus = Schemas["ExportStatus"];
export type ExportFile = Schemas["ExportFileOut"];
export type Export = Schemas["ExportOut"];
export type ExportRequest = Schemas["ExportIn"];
export type Hold = Schemas["FootageHoldOut"];
export type NewHold = Schemas["FootageHoldIn"];
export type Layout = Schemas["LayoutOut"];
export type LayoutWrite = Schemas["LayoutIn"];

interface Told<Kind extends string, Body> { id: string; kind: Kind; at: string; body: Body }
/** What the events socket says. `ready`, `ping` and `resync` are about the socket itself and carry no id. */
export type ServerEvent =
  | Told<"camera.health", { camera_id: string; state: CameraState; detail: string; since: string }>
  | Told<"estate.changed", { camera_id: string | null }>
  | Told<"export.progress", { export_id: string; requested_by?: string; status: ExportStatus; progress: number }>
  | Told<"export.removed", { export_id: string }>
  | Told<"hold.placed" | "hold.released", { hold_id: string }>
  | Told<"volume.state", { volume: string; state: string; detail: string; since: string }>
  | Told<"alarm", { source: string; level: "alarm" | "over"; title: string; text: string }>
  | Told<"rights.break_glass", { id: string; user_id: string; user: string; reason: string; case_reference: string; until: string }>
  | Told<"rights.break_glass_ended", { id: string; user_id: string; user: string; ended_by: string }>
  | Told<"plates.hit", { hit_id: string; camera_id: string; hit: Hit }>
  | Told<"plates.hit_changed", { hit_id: string; camera_id: string; state: HitState }>
  | Told<"plates.import", { import_id: string; requested_by: string; status: ImportStatus; progress: number }>
  | Told<"ready" | "ping" | "resync", Record<string, never>>;
