/** Counts of traffic, put together for drawing. Pure. */
import type { Flow, OdCell } from "@/api/platesTypes";
import { formatClock, localParts } from "@/ui/london";

import { shortDirection } from "../reads/words";

export interface Series { name: string; values: readonly number[] }
export interface Flows { marks: readonly { label: string; shown?: string | undefined }[]; series: readonly Series[]; greatest: number }

const nameOf = (flow: Flow): string => `${flow.camera}, ${shortDirection(flow.direction).toLowerCase()}`;

/** One line for each camera and direction, over the hours or days that were counted. */
export function flowsOf(flows: readonly Flow[], by: "hour" | "day"): Flows {
  const times = [...new Set(flows.map((flow) => flow.begins))].sort();
  const index = new Map(times.map((at, position) => [at, position]));
  const found = new Map<string, number[]>();
  for (const flow of flows) {
    const values = found.get(nameOf(flow)) ?? times.map(() => 0);
    const at = index.get(flow.begins);
    if (at !== undefined) values[at] = (values[at] ?? 0) + flow.passes;
    found.set(nameOf(flow), values);
  }
  const every = Math.ceil(times.length / 8);
  const marks = times.map((at, position) => {
    const { day, month } = localParts(at);
    const label = by === "hour" ? `${String(day)}/${String(month)} ${formatClock(at, false)}` : `${String(day)}/${String(month)}`;
    return { label, shown: position % every === 0 ? (by === "hour" && times.length <= 25 ? formatClock(at, false) : label) : undefined };
  });
  const series = [...found].sort(([a], [b]) => a.localeCompare(b, "en-GB")).map(([name, values]) => ({ name, values }));
  return { marks, series, greatest: Math.max(0, ...series.flatMap((one) => one.values)) };
}

/** Sites in rows and columns; what is too few to be shown stays unsaid. */
export function tableOf(cells: readonly OdCell[]): { sites: readonly string[]; countOf: (from: string, to: string) => number | null | undefined } {
  const sites = [...new Set(cells.flatMap((cell) => [cell.from, cell.to]))].sort((a, b) => a.localeCompare(b, "en-GB"));
  const found = new Map(cells.map((cell) => [`${cell.from}\n${cell.to}`, cell.count]));
  return { sites, countOf: (from, to) => found.get(`${from}\n${to}`) };
}
