import { Anchor, Button, FileInput, Group, Switch, Text } from "@mantine/core";
import { IconFileSpreadsheet, IconPlus, IconEqual, IconPencil, IconCircleX, type Icon } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";

import { importCameras } from "@/api/cameras";
import { apiPath } from "@/api/client";
import { keys } from "@/api/keys";
import type { ImportResult, ImportRow } from "@/api/types";
import type { Tone } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { plural } from "@/ui/words";

const ACTIONS: Record<ImportRow["action"], { label: string; tone: Tone; icon: Icon; rank: number }> = {
  refuse: { label: "Refused", tone: "bad", icon: IconCircleX, rank: 0 },
  create: { label: "New", tone: "ok", icon: IconPlus, rank: 1 },
  update: { label: "Changed", tone: "info", icon: IconPencil, rank: 2 },
  unchanged: { label: "As it was", tone: "off", icon: IconEqual, rank: 3 },
};

const COLUMNS: readonly Column<ImportRow>[] = [
  { key: "line", header: "Line", width: "4.5rem", align: "right", sortBy: (row) => row.line, cell: (row) => row.line },
  { key: "action", header: "What will happen", width: "10rem", sortBy: (row) => ACTIONS[row.action].rank, cell: (row) => <StateBadge {...ACTIONS[row.action]} /> },
  { key: "number", header: "No.", width: "4.5rem", align: "right", sortBy: (row) => row.number, cell: (row) => row.number ?? "-" },
  { key: "name", header: "Name", sortBy: (row) => row.name, cell: (row) => row.name || "-" },
  { key: "errors", header: "Why refused", cell: (row) => row.errors.join(" ") },
];

function Preview({ result, csv }: { result: ImportResult; csv: Blob }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [onlyFaults, setOnlyFaults] = useState(false);
  const apply = useMutation({
    mutationFn: () => importCameras(csv, true),
    onSuccess: (done) => {
      void cache.invalidateQueries({ queryKey: keys.cameras });
      void cache.invalidateQueries({ queryKey: keys.sites });
      notify.done("Cameras brought in", `${done.created} new, ${done.updated} changed, ${done.refused} refused.`);
      void navigate("/cameras");
    },
  });
  const ready = result.created + result.updated;
  const rows = onlyFaults ? result.rows.filter((row) => row.action === "refuse") : result.rows;
  return (
    <Panel title="What will happen" flush actions={result.refused > 0 && (
      <Switch size="sm" label="Refused lines only" checked={onlyFaults} onChange={(event) => { setOnlyFaults(event.currentTarget.checked); }} />
    )}>
      <div style={{ padding: "1rem" }} role="status">
        <Text>
          {plural(result.created, "new camera")}, {result.updated} changed, {result.refused} refused. Nothing has been changed yet.
        </Text>
        {result.new_sites.length > 0 && <Text size="sm" c="dimmed">New sites: {result.new_sites.join(", ")}.</Text>}
        {result.new_groups.length > 0 && <Text size="sm" c="dimmed">New camera groups: {result.new_groups.join(", ")}.</Text>}
        {result.ignored_columns.length > 0 && <Text size="sm" c="dimmed">Columns that are not known and left out: {result.ignored_columns.join(", ")}.</Text>}
        <Group mt="sm">
          <Button disabled={ready === 0} loading={apply.isPending} onClick={() => { apply.mutate(); }}>
            {ready === 0 ? "Nothing to bring in" : `Bring in ${plural(ready, "camera")}`}
          </Button>
          {result.refused > 0 && ready > 0 && <Text size="sm" c="dimmed">Refused lines are left out; put them right and bring the file in again.</Text>}
        </Group>
        {apply.isError && <ErrorNote error={apply.error} what="Nothing was brought in" />}
      </div>
      <DataTable caption="Lines of the file" stack columns={COLUMNS} rows={rows} rowKey={(row) => String(row.line)} />
    </Panel>
  );
}

/** A list of cameras from a spreadsheet: looked at line by line first, then brought in. */
export default function ImportPage() {
  const [csv, setCsv] = useState<File | null>(null);
  const check = useMutation({ mutationFn: (file: File) => importCameras(file, false) });
  const read = (file: File | null) => {
    check.reset();
    setCsv(file);
    if (file) check.mutate(file);
  };
  return (
    <Page title="Bring in cameras from CSV" lead={<Anchor component={Link} to="/cameras" c="dimmed">All cameras</Anchor>}>
      <Panel title="The file">
        <FileInput label="CSV file" description="The first line names the columns, as in the file that Beadle saves. Cameras are matched by number."
          placeholder="Choose a file" accept=".csv,text/csv" leftSection={<IconFileSpreadsheet size={18} aria-hidden />} clearable clearButtonProps={{ "aria-label": "Take the file away" }} maw={480}
          onChange={read} />
        <Text size="sm" mt="sm">
          <Anchor href={apiPath("/cameras.csv")} download>Save the present list</Anchor> to see the columns, or to change many cameras at once.
        </Text>
        {check.isPending && <Text role="status" mt="sm" c="dimmed">Looking at each line</Text>}
        {check.isError && <ErrorNote error={check.error} what="The file was not read" />}
      </Panel>
      {check.data && csv && <Preview key={`${csv.name} ${csv.lastModified}`} result={check.data} csv={csv} />}
    </Page>
  );
}
