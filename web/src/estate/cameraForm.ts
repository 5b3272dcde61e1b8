import type { Camera, CameraWrite, ProbeRequest } from "@/api/types";

import { fingerprintFault, isEncrypted, shownFingerprint, trustFields, trustOf, type Trust } from "./trust";

/** The form as it is typed: every value is text or a switch. */
export interface CameraForm {
  number: string; name: string; site_id: string; position: string; bearing: string; field_of_view: string; range_metres: string;
  main_url: string; sub_url: string; third_url: string; username: string; password: string; forget_password: boolean;
  trust: Trust; fingerprint: string; transport: "tcp" | "udp"; enabled: boolean; recorded: boolean;
  group_ids: string[]; retention_days: string; motion: boolean; ptz: boolean; purpose: string; pressing_need: string; lawful_basis: string; owner: string; funding_line: string; cost: string;
}
export type FormErrors = Partial<Record<keyof CameraForm, string>>;

export const EMPTY_FORM: CameraForm = {
  number: "", name: "", site_id: "", position: "", bearing: "", field_of_view: "", range_metres: "", main_url: "", sub_url: "", third_url: "", username: "",
  password: "", forget_password: false, trust: "authority", fingerprint: "", transport: "tcp", enabled: true, recorded: true, group_ids: [], retention_days: "31", motion: false, ptz: false, purpose: "", pressing_need: "", lawful_basis: "",
  owner: "", funding_line: "", cost: "",
};

const written = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value));

export function formOf(camera: Camera): CameraForm {
  const { latitude, longitude } = camera;
  return {
    number: String(camera.number), name: camera.name, site_id: camera.site_id ?? "",
    position: latitude === null || longitude === null ? "" : `${latitude}, ${longitude}`,
    bearing: written(camera.bearing), field_of_view: written(camera.field_of_view), range_metres: written(camera.range_metres),
    main_url: camera.streams.main?.url ?? "", sub_url: camera.streams.sub?.url ?? "", third_url: camera.streams.third?.url ?? "",
    username: camera.username, password: "", forget_password: false, trust: trustOf(camera), fingerprint: shownFingerprint(camera.tls_fingerprint),
    transport: camera.transport, enabled: camera.enabled, recorded: camera.recorded, group_ids: camera.groups.map(({ id }) => id), retention_days: String(camera.retention_days), motion: camera.motion === "keyframes", ptz: camera.ptz,
    purpose: camera.purpose, pressing_need: camera.pressing_need, lawful_basis: camera.lawful_basis, owner: camera.owner,
    funding_line: camera.funding_line, cost: camera.cost_pence === null ? "" : (camera.cost_pence / 100).toFixed(2),
  };
}

/** "53.2355, -1.4265", with or without the comma, as maps and phones give it. */
export function readPosition(text: string): { latitude: number; longitude: number } | null {
  const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!match) return null;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

/** Pence from "4,375" or "£4375.50"; null where it is not an amount. */
export function readPounds(text: string): number | null {
  const clean = text.replace(/[£,\s]/g, "");
  return /^\d+(\.\d{1,2})?$/.test(clean) ? Math.round(Number(clean) * 100) : null;
}

const within = (text: string, low: number, high: number, words: string): string | undefined => {
  if (text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= low && value <= high ? undefined : words;
};

function addressFault(url: string): string | undefined {
  if (!/^rtsps?:\/\//i.test(url)) return "The address begins with rtsp:// or rtsps://.";
  // A browser knows the parts of web addresses only; an empty host is not an address to it at all.
  if (!URL.canParse(url.replace(/^rtsp/i, "http"))) return "The address is not complete: it needs a host, such as 10.20.0.12.";
  return /\/\/[^/]*@/.test(url) ? "Leave name and password out of the address; there are boxes for them." : undefined;
}

/** What is not right, by field, in the words shown beside it. */
export function checkForm(form: CameraForm): FormErrors {
  const faults: FormErrors = {
    number: /^\d{1,5}$/.test(form.number.trim()) && Number(form.number) > 0 ? undefined : "Give the number operators call it by: 1 to 99999.",
    name: form.name.trim() ? undefined : "Give it a name, such as the street and what it looks at.",
    position: form.position.trim() === "" || readPosition(form.position) ? undefined : "Write latitude, longitude: 53.2355, -1.4265.",
    bearing: within(form.bearing, 0, 360, "A compass direction: 0 to 360."),
    field_of_view: within(form.field_of_view, 1, 360, "An angle: 1 to 360."),
    range_metres: within(form.range_metres, 1, 2000, "Metres: 1 to 2000."),
    main_url: addressFault(form.main_url.trim()),
    sub_url: form.sub_url.trim() ? addressFault(form.sub_url.trim()) : undefined,
    third_url: form.third_url.trim() ? addressFault(form.third_url.trim()) : undefined,
    fingerprint: form.trust === "pinned" && isEncrypted(form.main_url, form.sub_url, form.third_url) ? fingerprintFault(form.fingerprint) : undefined,
    retention_days: /^\d+$/.test(form.retention_days.trim()) ? within(form.retention_days, 1, 366, "Days: 1 to 366.") : "Days: 1 to 366.",
    cost: form.cost.trim() === "" || readPounds(form.cost) !== null ? undefined : "Pounds, such as 4375 or 4,375.00.",
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));
}

const optional = (text: string): string | null => text.trim() || null;
const optionalNumber = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** A password left empty is not sent, so the saved one stays; "" takes it away. */
const passwordOf = (form: CameraForm): Pick<CameraWrite, "password"> => {
  if (form.password) return { password: form.password };
  return form.forget_password ? { password: "" } : {};
};

/** What is sent. */
export function toWrite(form: CameraForm): CameraWrite {
  const position = readPosition(form.position);
  const [sub, third] = [form.sub_url.trim(), form.third_url.trim()];
  const streams = { main: { url: form.main_url.trim() }, ...(sub ? { sub: { url: sub } } : {}), ...(third ? { third: { url: third } } : {}) };
  return {
    number: Number(form.number), name: form.name.trim(), site_id: form.site_id || null,
    latitude: position?.latitude ?? null, longitude: position?.longitude ?? null,
    bearing: optionalNumber(form.bearing), field_of_view: optionalNumber(form.field_of_view), range_metres: optionalNumber(form.range_metres),
    streams, ...(isEncrypted(form.main_url, sub, third) ? trustFields(form.trust, form.fingerprint) : {}), username: optional(form.username), transport: form.transport, enabled: form.enabled, recorded: form.recorded,
    group_ids: form.group_ids, retention_days: Number(form.retention_days), motion: form.motion ? "keyframes" : "off", ptz: form.ptz, purpose: optional(form.purpose), pressing_need: optional(form.pressing_need),
    lawful_basis: optional(form.lawful_basis), owner: optional(form.owner), funding_line: optional(form.funding_line),
    cost_pence: form.cost.trim() === "" ? null : readPounds(form.cost), ...passwordOf(form),
  };
}

/**
 * What to test: null means the saved camera as it is (its password is known to the server only),
 * "password" that a changed address cannot be tested until the password is typed.
 */
export function probeOf(form: CameraForm, saved: Camera | undefined): ProbeRequest | null | "password" {
  const trust = isEncrypted(form.main_url) ? trustFields(form.trust, form.fingerprint) : undefined;
  const same = saved !== undefined && form.password === "" && !form.forget_password && form.main_url.trim() === (saved.streams.main?.url ?? "")
    && form.username === saved.username && form.transport === saved.transport
    && (trust === undefined || (trust.tls_verify === saved.tls_verify && trust.tls_fingerprint === saved.tls_fingerprint));
  if (same) return null;
  if (saved?.has_password === true && form.password === "" && !form.forget_password && form.username !== "") return "password";
  return { url: form.main_url.trim(), username: optional(form.username), password: form.password || null, transport: form.transport, ...trust };
}
