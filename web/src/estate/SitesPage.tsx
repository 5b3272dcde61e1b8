import { Anchor, Button, Group, TextInput } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";

import { useCameras, useSaveSite, useSites } from "@/api/cameras";
import { useCan } from "@/api/session";
import type { Camera, Site } from "@/api/types";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { plural } from "@/ui/words";

import { readPosition } from "./cameraForm";
import { needsAttention } from "./filters";

interface SiteRow extends Site { cameras: number; attention: number }

const rowsOf = (sites: readonly Site[], cameras: readonly Camera[]): SiteRow[] => sites.map((site) => {
  const own = cameras.filter((camera) => camera.site_id === site.id);
  return { ...site, cameras: own.length, attention: own.filter(needsAttention).length };
});

const COLUMNS: readonly Column<SiteRow>[] = [
  { key: "name", header: "Site", sortBy: (row) => row.name, cell: (row) => <Anchor component={Link} to={`/cameras?site=${row.id}`} c="inherit" underline="hover" fw={600}>{row.name}</Anchor> },
  { key: "cameras", header: "Cameras", width: "8rem", align: "right", sortBy: (row) => row.cameras, cell: (row) => row.cameras },
  { key: "attention", header: "Need attention", width: "10rem", align: "right", sortBy: (row) => row.attention, cell: (row) => (row.attention === 0 ? <span className="b-dim">none</span> : row.attention) },
];

function AddSite() {
  const save = useSaveSite();
  const [name, setName] = useState("");
  const [position, setPosition] = useState("");
  const place = readPosition(position);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), ...(place ?? {}) }, {
      onSuccess: (site) => {
        notify.done("Site added", site.name);
        setName("");
        setPosition("");
      },
    });
  };
  return (
    <Panel title="Add a site">
      <form onSubmit={submit}>
        <Group align="flex-start">
          <TextInput label="Name" required value={name} onChange={(event) => { setName(event.currentTarget.value); }} w={280} />
          <TextInput label="Position: latitude, longitude" placeholder="53.2355, -1.4265" value={position} onChange={(event) => { setPosition(event.currentTarget.value); }} w={280}
            error={position.trim() && !place ? "Write latitude, longitude." : null} />
          <Button type="submit" mt={25} loading={save.isPending} disabled={name.trim() === "" || (position.trim() !== "" && !place)}>Add the site</Button>
        </Group>
      </form>
      {save.isError && <ErrorNote error={save.error} what="The site was not added" />}
    </Panel>
  );
}

/** The places that cameras stand at. */
export default function SitesPage() {
  const sites = useSites();
  const cameras = useCameras().data ?? [];
  const mayWrite = useCan("estate.write");
  const rows = rowsOf(sites.data ?? [], cameras);
  return (
    <Page title="Sites" lead={<Anchor component={Link} to="/cameras" c="dimmed">All cameras</Anchor>}>
      {mayWrite && <AddSite />}
      {sites.isError
        ? <ErrorNote error={sites.error} retry={() => { void sites.refetch(); }} />
        : <DataTable caption={plural(rows.length, "site")} columns={COLUMNS} rows={rows} rowKey={(row) => row.id} initialSort={{ key: "name", down: false }}
            empty={<EmptyState icon={IconMapPin} title={sites.isPending ? "Reading the sites" : "No sites yet"}>A site groups the cameras of one place, such as the Market Place.</EmptyState>} />}
    </Page>
  );
}
