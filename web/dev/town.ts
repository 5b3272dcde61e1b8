import type { Purpose } from "../src/api/rights";
import type { Camera, CameraState, Site, User } from "../src/api/types";
import { sketches, type Sketch } from "./map.ts";

/** The demonstration's cameras with invented health and particulars, for trying screens without a server. */
const AILING: Record<number, readonly [CameraState, string]> = {
  7: ["lost", "No route to host: the column may have no power."],
  23: ["frozen", "The same picture for 4 minutes."],
  31: ["not_recording", "Frames arrive but none has reached a disk since 13:02."],
  44: ["no_video", "Signs in, then sends no picture."],
  58: ["connecting", "Signing in."],
  66: ["disabled", "Switched off for street works until 4 December."],
};

const siteNames = [...new Set(sketches.map((sketch) => sketch.site))];
const siteId = (name: string): string => `site-${siteNames.indexOf(name) + 1}`;
export const sites: Site[] = siteNames.map((name) => ({ id: siteId(name), name, address: "", latitude: null, longitude: null }));

function build(sketch: Sketch): Camera {
  const { number, site, ...rest } = sketch;
  const [state, detail] = AILING[number] ?? ["online", ""];
  const anpr = site.includes("roundabout") || site.includes("Horns");
  const host = `10.42.${Math.floor(number / 20)}.${10 + (number % 20)}`;
  return {
    ...rest, id: `cam-${String(number).padStart(4, "0")}`, number, key: `c${number}`, site_id: siteId(site), site_name: site,
    purpose: anpr ? "Vehicle tracking for the police" : "Preventing and detecting crime and disorder",
    pressing_need: "Reported violence and anti-social behaviour within 100 m, reviewed yearly", lawful_basis: "Public task, Crime and Disorder Act 1998 s.17",
    owner: "Chesterfield Borough Council", funding_line: number % 3 === 0 ? "Safer Streets 4" : "Safer Streets 3", cost_pence: 318_000 + (number % 7) * 21_500,
    streams: { main: { url: `rtsp://${host}/Streaming/Channels/101` }, sub: { url: `rtsp://${host}/Streaming/Channels/102` } },
    username: "beadle", has_password: true, transport: "tcp", tls_verify: true, tls_fingerprint: "", enabled: state !== "disabled", recorded: number !== 66, retention_days: 31, motion: "off", motion_ignore: [], ptz: false, groups: [], may: [], retired_at: null,
    health: { state, since: new Date(Date.now() - (state === "online" ? 86_400_000 * (2 + (number % 19)) : 60_000 * (3 + number))).toISOString(), detail },
  };
}

export const cameras: Camera[] = sketches.map(build);

const people: Omit<User, "grants" | "password" | "password_until">[] = [
  { id: "u1", name: "p.marsh", display_name: "Pat Marsh", roles: ["administrator"], disabled: false, created_at: new Date(Date.now() - 60_000).toISOString() },
  { id: "u2", name: "s.okafor", display_name: "Sam Okafor", roles: ["operator"], disabled: false, created_at: new Date(Date.now() - 3_600_000).toISOString() },
  { id: "u3", name: "j.heathcote", display_name: "Jo Heathcote", roles: ["supervisor"], disabled: false, created_at: new Date(Date.now() - 11 * 3_600_000).toISOString() },
  { id: "u4", name: "a.walton", display_name: "Alex Walton", roles: ["manager"], disabled: false, created_at: new Date(Date.now() - 26 * 3_600_000).toISOString() },
  { id: "u5", name: "pc2214", display_name: "PC Rowan Slater", roles: ["police_liaison"], disabled: false, created_at: new Date(Date.now() - 5 * 86_400_000).toISOString() },
  { id: "u6", name: "dpo", display_name: "Morgan Ashby", roles: ["data_protection_officer", "auditor"], disabled: false, created_at: "2026-01-05T09:00:00Z" },
  { id: "u7", name: "brightpoles", display_name: "Brightpoles Ltd", roles: ["contractor"], disabled: true, created_at: new Date(Date.now() - 60 * 86_400_000).toISOString() },
];
export const users: User[] = people.map((one) => ({ ...one, password: "own", password_until: null, grants: one.roles.map((role) => ({ role, group_id: null, purpose_ids: null })) }));

export const firstPassword = () => ({ password: "kq7m-2hvx-9ztc-b4np-w8fd", until: new Date(Date.now() + 3 * 86_400_000).toISOString() });

const purpose = (id: string, name: string, more: Partial<Purpose> = {}): Purpose => ({
  id, key: id, name, description: "", lawful_basis: "Crime and Disorder Act 1998, section 17", needs_case_reference: false, needs_second_person: false, usual: false, retired: false, ...more,
});
export const purposes: Purpose[] = [
  purpose("p1", "Public safety and prevention of crime", { usual: true, description: "Watching the public space on shift." }),
  purpose("p2", "Investigation of a reported crime", { needs_case_reference: true }),
  purpose("p3", "Police review request", { needs_case_reference: true }),
  purpose("p4", "Directed surveillance under RIPA", { needs_case_reference: true, needs_second_person: true }),
];
