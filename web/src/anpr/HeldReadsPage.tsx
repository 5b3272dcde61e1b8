import { Button } from "@mantine/core";
import { IconLockOpen } from "@tabler/icons-react";
import { useState } from "react";

import { useHeldReads } from "@/api/plates";
import type { HeldRead } from "@/api/platesTypes";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatDate } from "@/ui/london";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { useNow } from "@/ui/useNow";

import { EndHold } from "./holds/EndHold";
import { reviewState } from "./hotlists/words";
import { Plate } from "./plate/Plate";
import { grouped } from "./plate/text";
import { cameraWords } from "./reads/words";
import { PlatesPage } from "./ui/PlatesPage";

const MINUTE_MS = 60_000;

function columnsFor(now: number, onEnd: (held: HeldRead) => void): readonly Column<HeldRead>[] {
  return [
    { key: "plate", header: "Plate", width: "10rem", sortBy: ({ read }) => read.plate, cell: ({ read }) => <Plate text={read.plate} direction={read.direction} size="sm" /> },
    { key: "at", header: "Read", width: "12rem", sortBy: ({ read }) => read.at, cell: ({ read }) => <TimeText at={read.at} /> },
    { key: "camera", header: "Camera", width: "11rem", sortBy: ({ read }) => read.camera_number, cell: ({ read }) => cameraWords(read) },
    { key: "reason", header: "Held because", cell: ({ hold }) => hold.reason },
    { key: "case", header: "Case", width: "10rem", sortBy: ({ hold }) => hold.case_reference, cell: ({ hold }) => hold.case_reference },
    { key: "by", header: "By", width: "11rem", from: "md", sortBy: ({ hold }) => hold.placed_at, cell: ({ hold }) => <span>{hold.placed_by}<br /><span className="b-dim"><TimeText at={hold.placed_at} seconds={false} /></span></span> },
    { key: "review", header: "Review", width: "10rem", sortBy: ({ hold }) => hold.review_on, cell: ({ hold }) => <span title={formatDate(hold.review_on)}><StateBadge {...reviewState(hold.review_on, now)} /></span> },
    { key: "end", header: "End", width: "8rem", cell: (row) => <Button size="compact-sm" variant="default" aria-label={`End the hold on ${grouped(row.read.plate)}`} onClick={() => { onEnd(row); }}>End the hold</Button> },
  ];
}

/** Reads that are kept beyond their time: on whose word, why, and for how long still. */
export default function HeldReadsPage() {
  const query = useHeldReads();
  const now = useNow(MINUTE_MS);
  const [ending, setEnding] = useState<HeldRead | null>(null);
  const rows = (query.data?.pages ?? []).flatMap((page) => page.held);
  return (
    <PlatesPage title="Reads on hold" lead="Kept beyond their time, each with a reason, a case and a day on which somebody asks whether it still must be.">
      {query.isError ? <ErrorNote error={query.error} what="The holds were not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Reads on hold" stack columns={columnsFor(now, setEnding)} rows={rows} rowKey={({ hold }) => hold.id}
          empty={<EmptyState icon={IconLockOpen} title={query.isPending ? "Reading the holds" : "No read is on hold"}>{query.isPending ? null : "Every read is deleted when its time is over. Where one is still needed, open it and choose Hold this read."}</EmptyState>} />
      )}
      {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => { void query.fetchNextPage(); }}>Show those to be reviewed later</Button>}
      {ending && <EndHold held={ending} onClose={() => { setEnding(null); }} />}
    </PlatesPage>
  );
}
