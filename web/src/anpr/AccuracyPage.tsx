import { Button, SegmentedControl } from "@mantine/core";
import { IconChecklist, IconRulerMeasure } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";

import { useAccuracy, useRetention } from "@/api/plates";
import type { CameraAccuracy } from "@/api/platesTypes";
import { useCan } from "@/api/session";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";
import { useNow } from "@/ui/useNow";

import classes from "./accuracy/Accuracy.module.css";
import { Interval } from "./accuracy/Interval";
import { tenths } from "./accuracy/words";
import { daysOf, spanOf, SPANS, type SpanName } from "./traffic/spans";
import { PlatesPage } from "./ui/PlatesPage";

const COLUMNS: readonly Column<CameraAccuracy>[] = [
  { key: "camera", header: "Camera", sortBy: (row) => row.camera, cell: (row) => row.camera },
  { key: "share", header: "Right", width: "7rem", align: "right", sortBy: (row) => row.share, cell: (row) => (row.share === null ? <span className="b-dim">not known</span> : <strong>{tenths(row.share)}</strong>) },
  { key: "interval", header: "Lies between (95 in 100)", width: "26rem", from: "sm", sortBy: (row) => row.low, cell: (row) => <Interval row={row} /> },
  { key: "checked", header: "Checked", width: "6.5rem", align: "right", sortBy: (row) => row.checked, cell: (row) => row.checked },
  { key: "wrong", header: "Wrong", width: "6rem", align: "right", sortBy: (row) => row.wrong, cell: (row) => row.wrong },
  { key: "unreadable", header: "Nobody can read", width: "9rem", align: "right", from: "md", cell: (row) => row.unreadable },
];

function Kept() {
  const query = useRetention();
  if (!query.data) return null;
  const { days, held, review_due: due, last } = query.data;
  return (
    <Panel title="How long reads are kept">
      <Facts facts={[
        { label: "Kept", value: `${String(days)} days, then deleted` },
        { label: "On hold, with a reason", value: `${String(held)}${due > 0 ? `, ${String(due)} due for review` : ""}` },
        { label: "Last deletion", value: last ? <TimeText at={last.at} /> : "none yet" },
        { label: "Deleted then", value: last ? `${last.deleted.toLocaleString("en-GB")} reads` : "none" },
        { label: "Proof in the audit log (SHA-256)", value: last ? <span className="b-mono">{last.proof.slice(0, 16)}</span> : "none" },
      ]} />
    </Panel>
  );
}

/** How often reads are right, measured by people on a random sample, and said with its margin. */
export default function AccuracyPage() {
  const [name, setName] = useState<SpanName>("month");
  const span = daysOf(spanOf(name, useNow(60_000)));
  const query = useAccuracy(span);
  const mayCheck = useCan("plates.confirm");
  return (
    <PlatesPage title="Accuracy" lead="Each day some reads are drawn by chance, and a person says what the plate is without knowing what was read. This is what came of it."
      actions={
        <>
          <SegmentedControl aria-label="Which time" value={name} onChange={(chosen) => { setName(chosen as SpanName); }} data={Object.entries(SPANS).map(([value, { label }]) => ({ value, label }))} />
          {mayCheck && <Button component={Link} to="/plates/check" leftSection={<IconChecklist size={18} aria-hidden />}>Check reads</Button>}
        </>
      }>
      {query.isError ? <ErrorNote error={query.error} what="The figures were not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Accuracy of each camera" stack columns={COLUMNS} rows={query.data ?? []} rowKey={(row) => row.camera_id} initialSort={{ key: "camera", down: false }}
          empty={<EmptyState icon={IconRulerMeasure} title={query.isPending ? "Reading the figures" : "Nothing was checked in this time"}>{query.isPending ? null : "Until reads are checked, nobody knows how often they are right."}</EmptyState>} />
      )}
      <p className={classes["note"]}>The share counts reads that a person could make out. The bar is the range in which the true share lies in 95 of 100 cases (Wilson); with few checks it is wide, and says so.</p>
      <Kept />
    </PlatesPage>
  );
}
