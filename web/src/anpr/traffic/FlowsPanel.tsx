import { SegmentedControl } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useState } from "react";

import { useCounts } from "@/api/plates";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Panel";

import { Chart } from "../ui/Chart";
import { flowsOf } from "./flows";
import type { Span } from "./spans";
import classes from "./Traffic.module.css";

/** With more marks than this a dot at each would hide the line. */
const DOTS_UP_TO = 48;
const number = (value: number): string => Math.round(value).toLocaleString("en-GB");

/** Passes an hour or a day, for each camera and direction. A long time is told by day only. */
export function FlowsPanel({ span, long }: { span: Span; long: boolean }) {
  const [chosen, setBy] = useState<"hour" | "day">("hour");
  const by = long ? "day" : chosen;
  const query = useCounts(span, by);
  const { marks, series, greatest } = flowsOf(query.data?.flows ?? [], by);
  const body = query.isError ? <ErrorNote error={query.error} what="The counts were not read" retry={() => { void query.refetch(); }} />
    : series.length === 0 ? <EmptyState icon={IconChartLine} title={query.isPending ? "Counting" : "Nothing was counted in this time"} /> : (
      <>
        <Chart label={`Passes ${by === "hour" ? "an hour" : "a day"} at each camera`} marks={marks} greatest={greatest} written={number}
          table={{ head: [by === "hour" ? "Hour" : "Day", ...series.map((one) => one.name)], rows: marks.map((mark, index) => [mark.label, ...series.map((one) => number(one.values[index] ?? 0))]) }}
          draw={({ x, y }) => series.map((one, kind) => (
            <g key={one.name} className={classes["line"]} data-kind={kind}>
              <polyline points={one.values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ")} />
              {marks.length <= DOTS_UP_TO && one.values.map((value, index) => <circle key={index} cx={x(index)} cy={y(value)} r={3} />)}
            </g>
          ))} />
        <ul className={classes["legend"]}>
          {series.map((one, kind) => (
            <li key={one.name}><svg width={40} height={10} aria-hidden><g className={classes["line"]} data-kind={kind}><line x1={0} x2={40} y1={5} y2={5} /><circle cx={20} cy={5} r={3} /></g></svg>{one.name}</li>
          ))}
        </ul>
      </>
    );
  return (
    <Panel title="Passes counted" actions={!long && <SegmentedControl size="xs" aria-label="By hour or day" value={by} onChange={(wanted) => { setBy(wanted === "day" ? "day" : "hour"); }} data={[{ value: "hour", label: "By hour" }, { value: "day", label: "By day" }]} />}>
      {body}
    </Panel>
  );
}
