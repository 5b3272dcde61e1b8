import type { Hit } from "../src/api/platesTypes";
import { ago } from "./answers.ts";
import * as plates from "./plates.ts";

interface Ask { url: URL; body: string; match: RegExpExecArray }
interface Answer { status?: number; json?: unknown; text?: string; type?: string }
type Route = readonly [method: string, path: RegExp, answer: (ask: Ask) => Answer];

const decide = (state: Hit["state"]) => ({ match, body }: Ask): Answer => {
  const found = plates.hits.find((one) => one.id === match[1]);
  if (found) Object.assign(found, { state, remark: (JSON.parse(body) as { remark: string }).remark, decided_by: "Pat Marsh", decided_at: ago(0) });
  return { json: found };
};

/** Number plates of the pretend town. */
export const PLATE_ROUTES: readonly Route[] = [
  ["GET", /^\/anpr\/reads\/latest$/, () => ({ json: { reads: plates.reads.slice(0, 60), look: "look" } })],
  ["GET", /^\/anpr\/reads\/([^/]+)\/patch\.jpg$/, ({ match }) => ({ text: plates.patch(match[1] ?? ""), type: "image/svg+xml" })],
  ["GET", /^\/anpr\/reads\/([^/]+)\/overview\.jpg$/, ({ match }) => ({ text: plates.overview(match[1] ?? ""), type: "image/svg+xml" })],
  ["GET", /^\/anpr\/hits$/, ({ url }) => ({ json: plates.hits.filter((one) => (url.searchParams.get("state") ?? one.state) === one.state) })],
  ["GET", /^\/anpr\/hits\/([^/]+)$/, ({ match }) => ({ json: plates.hits.find((one) => one.id === match[1]) })],
  ["POST", /^\/anpr\/hits\/([^/]+)\/confirm$/, decide("confirmed")],
  ["POST", /^\/anpr\/hits\/([^/]+)\/refuse$/, decide("refused")],
  ["POST", /^\/anpr\/searches$/, ({ body }) => ((JSON.parse(body) as { plate: string }).plate === "OLD" ? { status: 201, json: { ...plates.searches[2], results: [], more: false, look: "" } } : { status: 201, json: plates.results() })],
  ["GET", /^\/anpr\/searches$/, () => ({ json: { searches: plates.searches, next: null } })],
  ["GET", /^\/anpr\/searches\/([^/]+)$/, () => ({ json: plates.results() })],
  ["POST", /^\/anpr\/searches\/([^/]+)\/(?:approve|refuse)$/, () => ({ json: plates.searches[2] })],
  ["GET", /^\/anpr\/reviews$/, () => ({ json: plates.searches.slice(0, 2).map((one, index) => ({ search: one, reason: index ? "outlier" : "sample", findings: index ? [{ kind: "many", words: "21 searches in one shift; the usual is 4." }] : [], verdict: null, reviewed_by: null, reviewed_at: null, remark: null })) })],
  ["POST", /^\/anpr\/reviews\/([^/]+)$/, () => ({ json: {} })],
  ["GET", /^\/anpr\/outliers$/, () => ({ json: [{ kind: "own_plate", user: "s.okafor", when: ago(9e6), searches: ["s1"], words: "Searched the plate of their own vehicle." }, { kind: "out_of_shift", user: "j.heathcote", when: ago(4e7), searches: ["s2", "s3"], words: "2 searches at 03:10, outside any shift." }] })],
  ["GET", /^\/anpr\/samples\/today$/, () => ({ json: { read: plates.reads[3], left: 17, day: "2026-11-22", look: "look" } })],
  ["POST", /^\/anpr\/samples\/([^/]+)$/, () => ({ json: { verdict: "right", left: 16 } })],
  ["GET", /^\/anpr\/accuracy$/, () => ({ json: plates.accuracy() })],
  ["GET", /^\/anpr\/retention$/, () => ({ json: { days: 31, held: 3, review_due: 1, last: { at: ago(3.6e7), deleted: 38_112, proof: "9f2c".repeat(16) } } })],
  ["POST", /^\/anpr\/journeys$/, () => ({ json: plates.journey() })],
  ["GET", /^\/anpr\/convoys$/, () => ({ json: { allowed: false, longest_days: 31, together: 3, ratio: 3 } })],
  ["GET", /^\/anpr\/holds$/, () => ({ json: { held: [], next: null } })],
  ["GET", /^\/anpr\/own-plates$/, () => ({ json: [] })],
  ["GET", /^\/anpr\/sites$/, () => ({ json: [{ id: "s-h", name: "Horns Bridge", cameras: 2 }, { id: "s-w", name: "West Bars", cameras: 2 }] })],
  ["GET", /^\/anpr\/timing$/, () => ({ json: plates.timing() })],
  ["GET", /^\/anpr\/counts$/, ({ url }) => ({ json: plates.counts(url.searchParams.get("by") ?? "hour") })],
  ["GET", /^\/anpr\/counts\/od$/, () => ({ json: plates.od() })],
  ["GET", /^\/anpr\/hotlists$/, () => ({ json: plates.lists })],
  ["GET", /^\/anpr\/hotlists\/([^/]+)\/entries$/, ({ url }) => ({ json: { entries: plates.entries.filter((one) => one.plate.includes((url.searchParams.get("q") ?? "").toUpperCase())), next: null } })],
  ["POST", /^\/anpr\/hotlists\/([^/]+)\/imports$/, () => ({ status: 201, json: plates.upload() })],
  ["POST", /^\/anpr\/imports\/([^/]+)\/preview$/, () => ({ json: { looked_at: 1240, complete: true, good: 1236, refused: 4, duplicate: 0, first_refused: [{ row: 4, text: ",KIA,Theft,26000/514,31/12/2026", reason: "There is no plate in this row." }, { row: 77, text: "ЛА51ABC,AUDI", reason: "The plate holds a Cyrillic letter." }], new: 31, changed: 12, unchanged: 1193, gone: 88 } })],
  ["POST", /^\/anpr\/imports\/([^/]+)\/start$/, () => ({ status: 202, json: plates.upload("running", 0.4) })],
  ["GET", /^\/anpr\/imports\/([^/]+)$/, () => ({ json: plates.upload("done", 1) })],
  ["GET", /^\/anpr\/cameras$/, () => ({ json: plates.setup })],
  ["POST", /^\/anpr\/cameras\/([^/]+)\/token$/, () => ({ status: 201, json: { token: "k7Yp2v0wXH4n9QJm1sT8bZ6c", address: "https://beadle.example/api/anpr/push/k7Yp2v0wXH4n9QJm1sT8bZ6c" } })],
  ["PATCH", /^\/anpr\/cameras\/([^/]+)$/, ({ match, body }) => ({ json: Object.assign(plates.setup.find((one) => one.camera_id === match[1]) ?? {}, JSON.parse(body)) })],
  ["POST", /^\/anpr\/mappings\/preview$/, () => ({ json: { rows: [{ plate: "LA51ABC", at: "2026-11-22T14:32:05Z", confidence: 0.97, direction: "towards", lane: 2, vehicle_color: "", vehicle_kind: "", event: "4711", problem: "" }, { plate: "", at: null, confidence: null, direction: "unknown", lane: null, vehicle_color: "", vehicle_kind: "", event: "4712", problem: "There is no plate in this row." }], problems: ["No column is taken as the direction."] } })],
  ["GET", /^\/anpr\/messages\/refused$/, () => ({ json: [{ id: "m1", camera: "18 Horns Bridge out", received_at: ago(4e5), reason: "The JSON ends in the middle of a string.", adapter: "dahua", size: 18_211, camera_id: plates.anpr[1]?.id ?? "", content_type: "application/json", again: false }] })],
];
