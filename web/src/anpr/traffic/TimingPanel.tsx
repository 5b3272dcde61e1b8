import { IconClockOff } from "@tabler/icons-react";

import { useTiming } from "@/api/plates";
import type { Timing } from "@/api/platesTypes";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatDuration } from "@/ui/london";
import { Panel } from "@/ui/Panel";

import { Chart } from "../ui/Chart";
import type { Span } from "./spans";
import classes from "./Traffic.module.css";

export interface SiteName { id: string; name: string }

const EVERY_HOURS = 3;
const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
const MINUTE_S = 60;
const written = (minutes: number): string => `${String(Math.round(minutes * 10) / 10)} min`;

/** An hour in which enough vehicles made the way for it to be told. */
interface Told { hour: number; pairs: number; p10: number; p50: number; p90: number }
export const toldHours = (timing: Timing): Told[] =>
  timing.by_hour.flatMap(({ hour, pairs, p10, p50, p90 }) => (pairs === null || p10 === null || p50 === null || p90 === null ? [] : [{ hour, pairs, p10, p50, p90 }]));
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

function Drawn({ timing, label }: { timing: Timing; label: string }) {
  const told = toldHours(timing);
  return (
    <Chart label={label} greatest={Math.max(0, ...told.map((one) => one.p90)) / MINUTE_S} written={written}
      marks={HOURS.map((hour) => ({ label: clock(hour), shown: hour % EVERY_HOURS === 0 ? clock(hour) : undefined }))}
      table={{ head: ["Hour", "Vehicles", "One in ten is faster than", "Middle", "One in ten is slower than"], rows: told.map((one) => [clock(one.hour), one.pairs.toLocaleString("en-GB"), formatDuration(one.p10), formatDuration(one.p50), formatDuration(one.p90)]) }}
      draw={({ x, step, y }) => told.map((one) => (
        <g key={one.hour}>
          <rect className={classes["range"]} x={x(one.hour) - step * 0.32} width={step * 0.64} y={y(one.p90 / MINUTE_S)} height={Math.max(1, y(one.p10 / MINUTE_S) - y(one.p90 / MINUTE_S))} rx={2} />
          <line className={classes["middle"]} x1={x(one.hour) - step * 0.32} x2={x(one.hour) + step * 0.32} y1={y(one.p50 / MINUTE_S)} y2={y(one.p50 / MINUTE_S)} />
        </g>
      ))} />
  );
}

/** How long vehicles take from one site to the other, with the usual range, by hour of the day. */
export function TimingPanel({ from, to, span }: { from: SiteName; to: SiteName; span: Span }) {
  const query = useTiming({ from: from.id, to: to.id, ...span });
  const timing = query.data;
  const title = `${from.name} to ${to.name}`;
  if (query.isError) return <Panel title={title}><ErrorNote error={query.error} what="The times were not read" retry={() => { void query.refetch(); }} /></Panel>;
  if (!timing || timing.p10 === null || timing.p50 === null || timing.p90 === null) {
    return (
      <Panel title={title}>
        <EmptyState icon={IconClockOff} title={timing ? `Fewer than ${String(timing.suppressed_below)} vehicles made this way` : "Reading the times"}>{timing ? "So few are not shown: they could be somebody's." : null}</EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title={title}>
      <dl className={classes["figures"]}>
        <div><dt>Middle</dt><dd>{formatDuration(timing.p50)}</dd></div>
        <div><dt>Eight in ten take</dt><dd>{formatDuration(timing.p10)} to {formatDuration(timing.p90)}</dd></div>
        <div><dt>Vehicles</dt><dd>{timing.pairs?.toLocaleString("en-GB") ?? "not told"}</dd></div>
      </dl>
      <Drawn timing={timing} label={`Time from ${from.name} to ${to.name} by hour of the day: the middle, and the range of eight in ten`} />
    </Panel>
  );
}
