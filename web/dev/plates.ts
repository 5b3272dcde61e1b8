import type { IncomingMessage, Server } from "node:http";
import { WebSocketServer } from "ws";

import type { CameraAccuracy, Counts, Entry, Hit, Hotlist, Import, Journey, OriginDestination, Read, ReadingCamera, Search, Timing } from "../src/api/platesTypes";
import { hit, hotlist, possibleHit, read, search, searchRecord } from "../src/testing/plates.ts";
import { ago } from "./answers.ts";
import { cameras } from "./town.ts";

/** Plates of the pretend town: vehicles that pass four cameras, now and then one that somebody looks for. */
const LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY";
let seed = 7;
const random = (): number => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
const pick = <T>(list: ArrayLike<T>): T => list[Math.floor(random() * list.length)] as T;
const plate = (): string => random() < 0.9
  ? `${pick(LETTERS)}${pick(LETTERS)}${pick(["02", "12", "15", "19", "22", "57", "63", "68", "71", "73"])}${pick(LETTERS)}${pick(LETTERS)}${pick(LETTERS)}`
  : `${pick(LETTERS)}${String(Math.floor(1 + random() * 900))}${pick(LETTERS)}${pick(LETTERS)}${pick(LETTERS)}`;
export const anpr = cameras.filter((camera) => camera.number >= 17 && camera.number <= 20);

let count = 0;
function passing(at: number, final = true): Read {
  const camera = pick(anpr);
  const text = plate();
  count += 1;
  const characters = [...text].map(() => (random() < 0.07 ? 0.55 + 0.2 * random() : 0.93 + 0.07 * random()));
  const confidence = characters.reduce((a, b) => a * b, 1);
  const other = text.replace(/O/, "0").replace(/[1I]/, "L").replace(/B/, "8");
  return read(`read-${String(count)}`, text, {
    camera_id: camera.id, camera: camera.name, camera_number: camera.number, site: camera.site_name ?? "", at: new Date(at).toISOString(), received_at: new Date(at + 210).toISOString(),
    camera_at: new Date(at - 180).toISOString(), characters, confidence, direction: camera.name.endsWith("in") ? "towards" : "away", final, confirmed: final && confidence > 0.8,
    candidates: [{ text, probability: confidence }, ...(other === text ? [] : [{ text: other, probability: (1 - confidence) * 0.7 }])], ambiguous: other !== text,
    vehicle_color: pick(["blue", "white", "black", "grey", "red", ""]), vehicle_kind: pick(["car", "car", "car", "van", "lorry"]), has_patch: random() > 0.03,
  });
}
export const reads: Read[] = Array.from({ length: 60 }, (_, index) => passing(Date.now() - index * 4300));
const place = (read: Read, index: number): Read => ({ ...read, camera_id: anpr[index]?.id ?? "", camera: anpr[index]?.name ?? "", camera_number: anpr[index]?.number ?? 0, site: anpr[index]?.site_name ?? "" });
export const hits: Hit[] = [hit("h1", "YT68KDR"), possibleHit("h2"), hit("h3", "BD12OVN", { state: "confirmed", decided_by: "Sam Okafor", decided_at: ago(5e6), remark: "Seen, police told, log 512." }), hit("h4", "FX19LLE", { state: "awaiting_second", two_person: true, decided_by: "Sam Okafor", decided_at: ago(8e5), remark: "It is the plate." })]
  .map((one, index) => ({ ...one, raised_at: ago(index * 900_000 + 30_000), read: place({ ...one.read, at: ago(index * 900_000 + 31_000), direction: index % 2 ? "away" : "towards" }, index) }));

const GLYPHS = (text: string): string => `<rect width="210" height="60" fill="#1a2029"/><g transform="skewY(-2) translate(6 12)"><rect width="196" height="42" rx="3" fill="#dcd9c4"/><text x="98" y="33" font-family="DejaVu Sans Mono, monospace" font-weight="700" font-size="34" text-anchor="middle" textLength="180" fill="#20242b">${text}</text></g>`;
const textOf = (id: string): string => [...reads, ...hits.map((one) => one.read)].find((one) => one.id === id)?.plate ?? "LA51 ABC";
export const patch = (id: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="210" height="60" viewBox="0 0 210 60">${GLYPHS(textOf(id))}</svg>`;
export const overview = (id: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720" viewBox="0 0 1280 720"><rect width="1280" height="720" fill="#3a4250"/><path d="M0 720 480 250 800 250 1280 720Z" fill="#4d5560"/><path d="M630 720 638 250 646 250 660 720Z" fill="#c9c9bd"/><rect x="430" y="300" width="490" height="280" rx="60" fill="#27508a"/><rect x="490" y="320" width="370" height="110" rx="20" fill="#141b26"/><circle cx="480" cy="500" r="32" fill="#f4efd2"/><circle cx="870" cy="500" r="32" fill="#f4efd2"/><g transform="translate(600 500) scale(.72)">${GLYPHS(textOf(id))}</g></svg>`;

export const searches = [searchRecord("s1"), searchRecord("s2", { plate: "LA5*", mode: "partial", found: 37, asked_at: ago(7.2e6) }), searchRecord("s3", { plate: "YT68KDR", status: "waiting", since: ago(120 * 864e5), found: null, asked_by: "j.heathcote", mine: false, why: "It reaches back more than 90 days: a second person has to approve it.", asked_at: ago(3.6e6) })];
export const results = (): Search => search("s-new", { results: Array.from({ length: 9 }, (_, index) => ({ read: place({ ...read(`f${String(index)}`, index === 4 ? "LA5IABC" : "LA51ABC"), at: ago(index * 5.1e6 + 4e5) }, index % 4), match: index === 4 ? "possible" : "exact", distance: 0 })), more: true });
export const journey = (): Journey => {
  const passes = [0, 2, 1, 3].map((camera, index) => ({ read: place({ ...read(`j${String(index)}`, index === 2 ? "LA5IABC" : "LA51ABC"), at: ago(9e6 - index * (index === 2 ? 2.6e6 : 2.1e6)) }, camera), joined_because: index === 2 ? "1 and I look alike; the times fit" : null }));
  const legs = passes.slice(1).map((pass, index) => ({ from: passes[index]?.read.camera ?? "", to: pass.read.camera, seconds: [190, 2900, 21][index] ?? 0, metres: 930, kmh: [17.6, 1.2, 159][index] ?? 0, usual: { p10: 120, p50: 175, p90: 340 }, odd: index > 0, arrives: pass.read.id }));
  return { id: "j", more: false, passes, legs, look: "look-j", clone: { found: true, words: "Between two agreeing reads the straight line alone would need 159 km/h. The road is longer. Two vehicles may carry this plate, or one of the reads is wrong.", reads: ["j2", "j3"] } };
};
const day = (hour: number): number => Math.max(0.05, Math.exp(-((hour - 8) ** 2) / 5) + 0.9 * Math.exp(-((hour - 17) ** 2) / 7) + 0.45 * Math.exp(-((hour - 13) ** 2) / 18));
export const timing = (): Timing => ({ suppressed_below: 5, pairs: 1841, p10: 121, p50: 176, p90: 342, by_hour: Array.from({ length: 24 }, (_, hour) => ({ hour, pairs: Math.round(210 * day(hour)), p10: 110 + 20 * day(hour), p50: 150 + 90 * day(hour), p90: 220 + 260 * day(hour) })) });
export const counts = (by: string): Counts => ({ by: by === "day" ? "day" : "hour", flows: anpr.flatMap((camera, index) => Array.from({ length: by === "day" ? 14 : 24 }, (_, step) => ({ camera_id: camera.id, camera: camera.name, site: camera.site_name ?? "", direction: index % 2 ? "away" : "towards", begins: new Date(new Date().setHours(by === "day" ? 0 : step, 0, 0, 0) - (by === "day" ? (13 - step) * 864e5 : 0)).toISOString(), passes: Math.round((by === "day" ? 14_000 : 1100 * day(step)) * (0.8 + 0.1 * index)) })) ) });
export const od = (): OriginDestination => ({ suppressed_below: 5, cells: [{ from: "Horns Bridge", to: "West Bars", count: 1841 }, { from: "West Bars", to: "Horns Bridge", count: 1620 }, { from: "Horns Bridge", to: "Horns Bridge", count: 212 }, { from: "West Bars", to: "West Bars", count: null }] });
export const accuracy = (): CameraAccuracy[] => anpr.map((camera, index) => ({ camera_id: camera.id, camera: `${String(camera.number)} ${camera.name}`, checked: [140, 138, 96, 0][index] ?? 0, right: [137, 130, 81, 0][index] ?? 0, wrong: [2, 6, 11, 0][index] ?? 0, unreadable: [1, 2, 4, 0][index] ?? 0, share: [0.9856, 0.956, 0.88, null][index] ?? null, low: [0.949, 0.907, 0.798, null][index] ?? null, high: [0.996, 0.979, 0.931, null][index] ?? null }));
export const lists: Hotlist[] = [hotlist("l-1"), hotlist("l-2", { name: "Found near burglaries", priority: "normal", entries: 14, expired: 0, two_person: true, source: "ASB team", review_on: "2026-11-01" }), hotlist("l-3", { name: "Old taxis", retired: true, priority: "low", entries: 0 })];
export const entries: Entry[] = Array.from({ length: 40 }, (_, index) => ({ id: 1000 - index, plate: index === 2 ? "LA5*" : index === 5 ? "YT?8KDR" : plate(), reason: pick(["Taken from Saltergate car park", "Stolen by keys, Brampton", "Seen leaving a ram-raid"]), priority: index % 7 === 0 ? "high" : null, expires_at: index % 6 === 5 ? ago(864e5) : ago(-20 * 864e5), review_on: "2026-12-20", reference: `26000/${String(400 + index)}`, expired: index % 6 === 5, added_at: ago(index * 864e5) }));
export const upload = (status: Import["status"] = "uploaded", progress = 0): Import => ({
  id: "i-1", list_id: "l-1", status, columns: ["VRM", "MAKE", "OFFENCE", "REF", "UNTIL"], sample: [["LA51ABC", "FORD", "Theft", "26000/512", "2026-12-22"], ["YT68 KDR", "BMW", "Theft", "26000/513", "2026-12-30"], ["", "KIA", "Theft", "26000/514", "31/12/2026"]],
  guessed: { plate: "VRM", reason: "OFFENCE", reference: "REF", expires_at: "UNTIL" }, encoding: "utf-8", delimiter: ",", bytes: 48_201, mapping: {}, replace: false, progress, counts: status === "done" ? { good: 1236, refused: 4, new: 31, changed: 12, unchanged: 1193, gone: 0 } : {}, failure: null, asked_by: "pat", asked_at: ago(0), finished_at: null,
});
export const setup: ReadingCamera[] = anpr.map((camera, index) => ({ reading: null, camera_id: camera.id, camera: camera.name, camera_number: camera.number, zone: "Europe/London", token_at: index === 3 ? null : ago(9e8), messages: 120_400, reads: 118_200, refused: 14, clock_seconds: index === 1 ? 41 : 0.4, mode: index === 3 ? "own" : "pushed", adapter: (["hikvision", "dahua", "mapped", "auto"] as const)[index] ?? "auto", mapping: null, region: index === 3 ? [[0.1, 0.35], [0.9, 0.35], [0.98, 0.95], [0.02, 0.95]] : [], towards: index % 2 ? "out" : "in", fps: 12, last_message_at: index === 2 ? ago(4 * 3.6e6) : ago(4000), last_read_at: index === 2 ? ago(4 * 3.6e6) : ago(5000), refused_today: index === 1 ? 3 : 0, token_set: index !== 3 }));

/** Vehicles drive by as long as somebody looks. BEADLE_MOCK_READS: how many a second. */
export function liveReads(server: Server): void {
  const sockets = new WebSocketServer({ noServer: true });
  const rate = Number(process.env["BEADLE_MOCK_READS"] ?? 1);
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    if (!request.url?.startsWith("/api/anpr/live")) return;
    sockets.handleUpgrade(request, socket, head, (client) => {
      const say = (one: Read) => { client.send(JSON.stringify({ id: String(count), kind: "plates.reads", at: ago(0), body: { camera_id: one.camera_id, reads: [one] } })); };
      const timer = setInterval(() => {
        const one = passing(Date.now(), random() > 0.3);
        reads.unshift(one);
        reads.length = Math.min(reads.length, 400);
        say(one);
        if (!one.final) setTimeout(() => { say({ ...one, final: true, confirmed: true }); }, 1200);
      }, 1000 / rate);
      client.on("close", () => { clearInterval(timer); });
    });
  });
}
