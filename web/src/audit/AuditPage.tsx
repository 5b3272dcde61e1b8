import { Button, Group, Select, TextInput, UnstyledButton } from "@mantine/core";
import { IconNotebook, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";

import { useCameras } from "@/api/cameras";
import type { AuditOutcome, AuditRow, Camera } from "@/api/types";
import type { Tone } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { DateTimeField } from "@/ui/DateTimeField";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Page } from "@/ui/Page";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import { actionChoices, actionWords, detailWords, objectWords } from "./actions";
import classes from "./AuditPage.module.css";
import { EVERYTHING, useLog, type LogFilter } from "./log";

const OUTCOMES: Record<AuditOutcome, { label: string; tone: Tone }> = {
  ok: { label: "Done", tone: "ok" }, refused: { label: "Refused", tone: "warn" }, failed: { label: "Failed", tone: "bad" },
};

function Filters({ filter, onChange }: { filter: LogFilter; onChange: (filter: LogFilter) => void }) {
  const [actor, setActor] = useState(filter.actor);
  const settle = () => {
    if (actor.trim() !== filter.actor) onChange({ ...filter, actor: actor.trim() });
  };
  return (
    <form className={classes["filters"]} role="search" aria-label="Filter the log" onSubmit={(event) => { event.preventDefault(); settle(); }}>
      <TextInput label="Who (sign-in name)" value={actor} onChange={(event) => { setActor(event.currentTarget.value); }} onBlur={settle} autoComplete="off" spellCheck={false} />
      <Select label="What" searchable value={filter.action} onChange={(action) => { onChange({ ...filter, action: action ?? "" }); }} data={[{ value: "", label: "Everything" }, ...actionChoices]} />
      <Select label="Outcome" value={filter.outcome} onChange={(outcome) => { onChange({ ...filter, outcome: outcome ?? "" }); }}
        data={[{ value: "", label: "Any" }, { value: "ok", label: "Done" }, { value: "refused", label: "Refused" }, { value: "failed", label: "Failed" }]} />
      <DateTimeField label="From" value={filter.since} onChange={(since) => { onChange({ ...filter, since }); }} />
      <button type="submit" hidden>Filter</button>
      <DateTimeField label="Up to" value={filter.until} onChange={(until) => { onChange({ ...filter, until }); }} />
    </form>
  );
}

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
        <Facts facts={[
          { label: "When", value: <TimeText at={row.at} zone /> }, { label: "Who", value: row.actor }, { label: "What", value: `${actionWords(row.action)} (${row.action})` },
          { label: "Outcome", value: OUTCOMES[row.outcome].label }, { label: "To what", value: row.object ? `${objectWords(row.object, cameras)} (${row.object})` : "" },
          { label: "Purpose", value: row.purpose }, { label: "Case reference", value: row.case_reference }, { label: "From address", value: row.address },
          ...Object.entries(row.detail).map(([name, value]) => ({ label: name.replaceAll("_", " "), value: detailWords(value) })),
        ]} />
      )}
    </Dialog>
  );
}

/** Who did and looked at what, newest first. Nobody can change it. */
export default function AuditPage() {
  const [filter, setFilter] = useState(EVERYTHING);
  const [line, setLine] = useState<AuditRow | null>(null);
  const log = useLog(filter);
  const cameras = useCameras().data ?? [];
  const rows = log.data?.pages.flatMap((page) => page.rows) ?? [];
  const narrowed = JSON.stringify(filter) !== JSON.stringify(EVERYTHING);
  return (
    <Page title="Audit log" lead="Every act and every look at a picture, newest first. Reading it is written down as well."
      actions={<Button variant="default" leftSection={<IconRefresh size={17} aria-hidden />} loading={log.isRefetching && !log.isFetchingNextPage} onClick={() => { void log.refetch(); }}>Read again</Button>}>
      <Filters key={filter === EVERYTHING ? "all" : "narrowed"} filter={filter} onChange={setFilter} />
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
