/** Counts of traffic, put together for drawing. Pure. */
import type { Flow, OdCell } from "@/api/platesTypes";
import { formatClock, instantsOf, localParts, toIso } from "@/ui/london";

import { shortDirection } from "../reads/words";

export interface Series { name: string; values: readonly number[] }
export interface Flows { marks: readonly { label: string; shown?: string | undefined }[]; series: readonly Series[]; greatest: number }

/** So many lines can be told from one another, by their colour and their dashes. */
export const MOST_LINES = 8;
/** From fine to coarse: what a line stands for. */
const LEVELS: readonly ((flow: Flow) => string)[] = [
  (flow) => (flow.direction === "unknown" ? flow.camera : `${flow.camera}, ${shortDirection(flow.direction).toLowerCase()}`),
  (flow) => flow.camera,
  (flow) => (flow.site === "" ? flow.camera : flow.site),
  () => "All cameras",
];

const HOUR_MS = 3_600_000;
/** Every hour or London day from the first to the last that was counted: where nothing passed there is a nought. */
function timesOf(flows: readonly Flow[], by: "hour" | "day"): string[] {
  const found = [...new Set(flows.map((flow) => flow.begins))].sort();
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return [];
  const next = (at: number): number => {
    if (by === "hour") return at + HOUR_MS;
    const { year, month, day } = localParts(at + 36 * HOUR_MS);
    return instantsOf({ year, month, day, hour: 0, minute: 0, second: 0 })[0] ?? at + 24 * HOUR_MS;
  };
  const times: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at = next(at)) times.push(toIso(at));
  return times;
}

/** One line for each camera and direction, over the hours or days; of each camera or site where those would be too many. */
export function flowsOf(counted: readonly Flow[], by: "hour" | "day"): Flows {
  const flows = counted.map((flow) => ({ ...flow, begins: toIso(Date.parse(flow.begins)) }));
  const nameOf = LEVELS.find((level) => new Set(flows.map(level)).size <= MOST_LINES) ?? (() => "");
  const times = timesOf(flows, by);
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
