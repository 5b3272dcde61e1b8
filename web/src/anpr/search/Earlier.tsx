import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";

import { useSearches } from "@/api/plates";
import type { SearchRecord, SearchStatus } from "@/api/platesTypes";
import type { Tone } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatTime } from "@/ui/london";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import { Plate } from "../plate/Plate";
import { MODES } from "./form";

export const STATUSES: Record<SearchStatus, { label: string; tone: Tone }> = {
  done: { label: "Done", tone: "ok" }, waiting: { label: "Waits for approval", tone: "warn" }, refused: { label: "Refused", tone: "off" },
};

/** Columns that tell what was asked, when and why; shared with the reviews. */
export const SEARCH_COLUMNS: readonly Column<SearchRecord>[] = [
  { key: "plate", header: "Plate", width: "10rem", sortBy: (row) => row.plate, cell: (row) => <Plate text={row.plate} size="sm" /> },
  { key: "mode", header: "Compared", width: "8.5rem", from: "md", cell: (row) => MODES[row.mode].label },
  { key: "at", header: "Asked", width: "12.5rem", sortBy: (row) => row.asked_at, cell: (row) => <TimeText at={row.asked_at} /> },
  { key: "span", header: "Time searched", from: "lg", width: "21rem", cell: (row) => <span className="b-dim">{formatTime(row.since, { seconds: false })} to {formatTime(row.until, { seconds: false })}</span> },
  { key: "case", header: "Case", width: "9rem", sortBy: (row) => row.case_reference, cell: (row) => row.case_reference },
  { key: "requester", header: "Asked for by", from: "sm", cell: (row) => row.requester },
  { key: "status", header: "State", width: "10.5rem", sortBy: (row) => row.status, cell: (row) => <StateBadge {...STATUSES[row.status]} title={row.why} /> },
];

/** One's own searches: each can be looked at again, which is a look of its own in the log. */
export function Earlier({ onLook, busy }: { onLook: (search: SearchRecord) => void; busy: string | null }) {
  const query = useSearches();
  const rows = (query.data?.pages ?? []).flatMap((page) => page.searches).filter((row) => row.mine);
  const columns: readonly Column<SearchRecord>[] = [...SEARCH_COLUMNS,
    { key: "found", header: "Found", width: "5rem", align: "right", from: "sm", cell: (row) => row.found ?? "" },
    { key: "look", header: "Results", width: "7.5rem", cell: (row) => row.status === "done" && <Button size="compact-sm" variant="default" loading={busy === row.id} onClick={() => { onLook(row); }}>Look again</Button> },
  ];
  return (
    <Panel title="Your searches" flush>
      {query.isError ? <ErrorNote error={query.error} what="Your searches were not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Searches that you made" stack columns={columns} rows={rows} rowKey={(row) => row.id}
          empty={<EmptyState icon={IconHistory} title={query.isPending ? "Reading your searches" : "You have not searched yet"} />} />
      )}
      {query.hasNextPage && <Button m="sm" variant="default" loading={query.isFetchingNextPage} onClick={() => { void query.fetchNextPage(); }}>Show older searches</Button>}
    </Panel>
  );
}
