import type { Role } from "@/api/types";

/** Each role as people say it, and what it is for. */
export const ROLES: Record<Role, { name: string; meaning: string }> = {
  administrator: { name: "Administrator", meaning: "Sets up cameras, users and the system." },
  operator: { name: "Operator", meaning: "Watches live, replays and exports on shift." },
  supervisor: { name: "Shift supervisor", meaning: "An operator who also places holds and shares layouts." },
  manager: { name: "CCTV manager", meaning: "Answers for the system: releases holds, reads the log." },
  police_liaison: { name: "Police liaison", meaning: "Replays and exports for investigations." },
  data_protection_officer: { name: "Data protection officer", meaning: "Checks what was looked at, and why." },
  enforcement_officer: { name: "Enforcement officer", meaning: "Works on the street under the orders." },
  case_officer: { name: "Case officer", meaning: "Prepares cases from what was recorded." },
  auditor: { name: "Auditor or lay visitor", meaning: "Reads everything but pictures." },
  contractor: { name: "Maintenance contractor", meaning: "Sees cameras and faults, never pictures." },
  cabinet_member: { name: "Cabinet member", meaning: "Sees figures only." },
};
export const roleName = (role: Role): string => (ROLES as Partial<typeof ROLES>)[role]?.name ?? role;

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];
/** "1.2 TB": thousands, as disks are sold. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power] ?? "B"}`;
}

/** "4,375.00" pounds from pence, with the sign. */
export const formatPounds = (pence: number): string =>
  (pence / 100).toLocaleString("en-GB", { style: "currency", currency: "GBP" });

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
