import { Alert, Button, FileInput, Group, Progress, Select, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconFileSpreadsheet, IconTableExport } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";

import { events } from "@/api/events";
import { plateKeys, refusedRowsUrl, startImport, uploadHotlist, useImport } from "@/api/plates";
import type { Import, ImportPreview, Mapping, RefusedRow } from "@/api/platesTypes";
import { DataTable, type Column } from "@/ui/DataTable";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { formatBytes } from "@/ui/words";

import classes from "./Hotlists.module.css";
import { FIELDS, mappingFault, previewWords, sampleOf, tidyMapping } from "./importing";

/** The file, sent as it is; the server finds out how a spreadsheet has written it. */
export function ChooseFile({ list, onUpload }: { list: string; onUpload: (upload: Import) => void }) {
  const send = useMutation({ mutationFn: (file: File) => uploadHotlist(list, file), onSuccess: onUpload });
  return (
    <Panel title="1. The file">
      <FileInput label="CSV file" description="Commas, semicolons or tabs, with the names of the columns in the first line. Up to 1 GB." placeholder="Choose a file" accept=".csv,.txt,text/csv" clearable
        clearButtonProps={{ "aria-label": "Take the file away" }} maw={480} leftSection={<IconFileSpreadsheet size={18} aria-hidden />} onChange={(file) => { send.reset(); if (file) send.mutate(file); }} />
      {send.isPending && <Text role="status" mt="sm" c="dimmed">Sending {formatBytes(send.variables.size)}</Text>}
      {send.isError && <ErrorNote error={send.error} what="The file was not taken" />}
    </Panel>
  );
}

const NONE = "";
/** Which column is what, with the first values beside it. */
export function MapColumns({ upload, mapping, busy, onChange, onPreview }: { upload: Import; mapping: Mapping; busy: boolean; onChange: (mapping: Mapping) => void; onPreview: () => void }) {
  const fault = mappingFault(mapping);
  return (
    <Panel title="2. The columns">
      <div className={classes["columns"]}>
        {FIELDS.map(({ key, label, needed, meaning }) => (
          <div key={key} className={classes["column"]}>
            <Select label={label} required={needed} description={meaning} searchable value={mapping[key] ?? NONE} onChange={(column) => { onChange({ ...mapping, [key]: column ?? NONE }); }}
              data={[...(needed ? [] : [{ value: NONE, label: "Not in the file" }]), ...upload.columns.map((column) => ({ value: column, label: column }))]} />
            <Text size="sm" c="dimmed" className={classes["sample"] ?? ""}>{sampleOf(upload, mapping[key]) || "-"}</Text>
          </div>
        ))}
      </div>
      <Group mt="md">
        <Button onClick={onPreview} loading={busy} disabled={fault !== null}>Look at what would happen</Button>
        {fault !== null && <Text size="sm" c="var(--b-bad)" role="status">{fault}</Text>}
      </Group>
    </Panel>
  );
}

const REFUSED: readonly Column<RefusedRow>[] = [
  { key: "row", header: "Line", width: "5.5rem", align: "right", cell: (row) => row.row.toLocaleString("en-GB") },
  { key: "reason", header: "Why refused", width: "24rem", cell: (row) => row.reason },
  { key: "text", header: "What stands there", cell: (row) => <span className="b-mono">{row.text}</span> },
];

/** What would happen, refused rows first; then it is started. */
export function Preview({ upload, mapping, preview, onStart }: { upload: Import; mapping: Mapping; preview: ImportPreview; onStart: (started: Import) => void }) {
  const [replace, setReplace] = useState(false);
  const start = useMutation({ mutationFn: () => startImport(upload.id, { mapping: tidyMapping(mapping), replace }), onSuccess: onStart });
  const ready = preview.good > 0;
  return (
    <Panel title="3. What would happen" flush>
      <div className={classes["preview"]}>
        <Text role="status">{previewWords(preview, replace)}</Text>
        <Switch checked={replace} onChange={(event) => { setReplace(event.currentTarget.checked); }} label="This file is the whole list from now on" description="Entries that are not in it are taken off. Otherwise they stay." />
        {replace && preview.gone !== null && preview.gone > 0 && <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} p="sm">{preview.gone.toLocaleString("en-GB")} entries will be taken off.</Alert>}
        {start.isError && <ErrorNote error={start.error} what="The import was not started" />}
        <Group>
          <Button disabled={!ready} loading={start.isPending} onClick={() => { start.mutate(); }}>{ready ? "Bring them in" : "Nothing to bring in"}</Button>
          {preview.refused > 0 && ready && <Text size="sm" c="dimmed">Refused lines are left out. You get them as a file, to put them right.</Text>}
        </Group>
      </div>
      {preview.first_refused.length > 0 && <DataTable caption="Lines that are refused" stack columns={REFUSED} rows={preview.first_refused} rowKey={(row) => String(row.row)} />}
    </Panel>
  );
}

/** How it goes, told by events; and what came of it. */
export function Running({ id, list }: { id: string; list: string }) {
  const cache = useQueryClient();
  const query = useImport(id);
  useEffect(() => events.listen((event) => {
    if (event.kind !== "plates.import" || event.body.import_id !== id) return;
    const { status, progress } = event.body;
    cache.setQueryData<Import>(plateKeys.import(id), (known) => known && { ...known, status, progress });
    if (status === "done" || status === "failed") void cache.invalidateQueries({ queryKey: plateKeys.import(id) });
  }), [cache, id]);
  const one = query.data;
  useEffect(() => {
    if (one?.status === "done") { void cache.invalidateQueries({ queryKey: plateKeys.hotlists }); void cache.invalidateQueries({ queryKey: plateKeys.entries(list) }); }
  }, [cache, list, one?.status]);
  const counted = (name: string): string => (one?.counts[name] ?? 0).toLocaleString("en-GB");
  return (
    <Panel title="4. Bringing in">
      {query.isError && <ErrorNote error={query.error} what="How it goes was not told" retry={() => { void query.refetch(); }} />}
      {one && one.status !== "done" && one.status !== "failed" && one.status !== "cancelled" && (
        <div role="status"><Text size="sm">{one.status === "queued" ? "Waiting for its turn" : `${String(Math.floor(one.progress * 100))} % done`}. You can leave this screen; it goes on.</Text><Progress mt="xs" value={one.progress * 100} aria-label="Progress of the import" /></div>
      )}
      {one?.status === "done" && (
        <div role="status" className={classes["done"]}>
          <StateBadge tone="ok" label={`Done: ${counted("new")} new, ${counted("changed")} changed, ${counted("unchanged")} as they were, ${counted("gone")} taken off, ${counted("refused")} refused.`} />
          <Group>
            <Button component={Link} to={`/plates/hotlists/${list}`}>Go to the list</Button>
            {(one.counts["refused"] ?? 0) > 0 && <Button component="a" href={refusedRowsUrl(id)} download variant="default" leftSection={<IconTableExport size={17} aria-hidden />}>Save the refused lines</Button>}
          </Group>
        </div>
      )}
      {(one?.status === "failed" || one?.status === "cancelled") && <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert" title="It was not brought in">{one.failure ?? "It was stopped."} The list is as it was before.</Alert>}
    </Panel>
  );
}
