import { Button, Group, UnstyledButton } from "@mantine/core";
import { IconNotebook, IconRefresh, IconTableExport } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useCameras } from "@/api/cameras";
import type { AuditOutcome, AuditRow, Camera } from "@/api/types";
import type { Tone } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { saveFile } from "@/ui/saveFile";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import { actionWords, detailWords, objectWords } from "./actions";
import classes from "./AuditPage.module.css";
import { Filters } from "./Filters";
import { EVERYTHING, filterOf, isNarrowed, readSheet, useLog, type LogFilter } from "./log";
import { LogState } from "./LogState";
import { Proof } from "./Proof";

const OUTCOMES: Record<AuditOutcome, { label: string; tone: Tone }> = {
  ok: { label: "Done", tone: "ok" }, refused: { label: "Refused", tone: "warn" }, failed: { label: "Failed", tone: "bad" },
};

function columnsFor(cameras: readonly Camera[], open: (row: AuditRow) => void): readonly Column<AuditRow>[] {
  return [
    { key: "at", header: "When", width: "12.5rem", cell: (row) => <UnstyledButton className={classes["when"]} onClick={() => { open(row); }}><TimeText at={row.at} /></UnstyledButton> },
    { key: "actor", header: "Who", width: "10rem", cell: (row) => <span className="b-mono">{row.actor}</span> },
    { key: "action", header: "What", cell: (row) => actionWords(row.action) },
    { key: "object", header: "To what", from: "sm", cell: (row) => objectWords(row.object, cameras) },
    { key: "why", header: "Why", from: "md", cell: (row) => [row.purpose, row.case_reference].filter(Boolean).join(", ") },
    { key: "outcome", header: "Outcome", from: "sm", width: "8rem", cell: (row) => <StateBadge {...OUTCOMES[row.outcome]} /> },
    { key: "address", header: "From", from: "lg", width: "9rem", cell: (row) => <span className="b-mono">{row.address}</span> },
  ];
}

function LineDialog({ row, cameras, onClose }: { row: AuditRow | null; cameras: readonly Camera[]; onClose: () => void }) {
  return (
    <Dialog opened={row !== null} onClose={onClose} title={row ? `Line ${row.id}` : ""} size="lg">
      {row && (
        <>
        {row.forgotten && <p className="b-dim">Who it was, and the particulars, were removed when their time was over. The line itself stands.</p>}
        <Facts facts={[
          { label: "When", value: <TimeText at={row.at} zone /> }, { label: "Who", value: row.actor }, { label: "What", value: `${actionWords(row.action)} (${row.action})` },
          { label: "Outcome", value: OUTCOMES[row.outcome].label }, { label: "To what", value: row.object ? `${objectWords(row.object, cameras)} (${row.object})` : "" },
          ...(row.objects.length > 0 ? [{ label: "Also", value: row.objects.map((one) => objectWords(one, cameras)).join(", ") }] : []),
          { label: "Purpose", value: row.purpose }, { label: "Case reference", value: row.case_reference }, { label: "From address", value: row.address },
          ...Object.entries(row.detail).map(([name, value]) => ({ label: name.replaceAll("_", " "), value: detailWords(value) })),
        ]} />
        <Proof key={row.id} line={row.id} />
        </>
      )}
    </Dialog>
  );
}

/** The lines that fit the filter as a file, for whoever proves afresh who they are. */
function SheetButton({ filter }: { filter: LogFilter }) {
  const fetched = useMutation({
    mutationFn: () => readSheet(filter),
    onSuccess: (text) => { saveFile("audit.csv", text, "text/csv"); },
    onError: (error) => { notify.failed(error, "The log was not saved"); },
  });
  return <Button variant="default" leftSection={<IconTableExport size={17} aria-hidden />} loading={fetched.isPending} onClick={() => { fetched.mutate(); }}>Save as CSV</Button>;
}

/** Who did and looked at what, newest first. Nobody can change it. */
export default function AuditPage() {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const setFilter = (wanted: LogFilter) => { setSearch(Object.entries(wanted).filter(([, value]) => value !== "" && value !== null) as [string, string][], { replace: true }); };
  const [line, setLine] = useState<AuditRow | null>(null);
  const log = useLog(filter);
  const cameras = useCameras().data ?? [];
  const rows = log.data?.pages.flatMap((page) => page.rows) ?? [];
  const narrowed = isNarrowed(filter);
  return (
    <Page title="Audit log" lead="Every act and every look at a picture, newest first. Reading it is written down as well."
      actions={<>
        <LogState />
        <SheetButton filter={filter} />
        <Button variant="default" leftSection={<IconRefresh size={17} aria-hidden />} loading={log.isRefetching && !log.isFetchingNextPage} onClick={() => { void log.refetch(); }}>Read again</Button>
      </>}>
      <Filters key={narrowed ? "narrowed" : "all"} filter={filter} cameras={cameras} onChange={setFilter} />
      {log.isError
        ? <ErrorNote error={log.error} what="The log was not read" retry={() => { void log.refetch(); }} />
        : <DataTable caption="Lines of the log" stack columns={columnsFor(cameras, setLine)} rows={rows} rowKey={(row) => String(row.id)} onOpen={setLine}
            empty={<EmptyState icon={IconNotebook} title={log.isPending ? "Reading the log" : narrowed ? "No line fits this filter" : "The log is empty"}
              action={narrowed && !log.isPending ? <Button variant="default" onClick={() => { setFilter(EVERYTHING); }}>Show everything</Button> : undefined} />} />}
      {rows.length > 0 && (
        <Group justify="center">
          {log.hasNextPage
            ? <Button variant="default" loading={log.isFetchingNextPage} onClick={() => { void log.fetchNextPage(); }}>Show older lines</Button>
            : <span className="b-dim">That is the first line.</span>}
        </Group>
      )}
      <LineDialog row={line} cameras={cameras} onClose={() => { setLine(null); }} />
    </Page>
  );
}
