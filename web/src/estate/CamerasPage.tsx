import { Button, Menu, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDots, IconFileImport, IconFileSpreadsheet, IconFilterOff, IconMapPin, IconPlus, IconSearch, IconVideoOff } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";

import { useCameras, useSites } from "@/api/cameras";
import { apiPath } from "@/api/client";
import { useCan } from "@/api/session";
import type { Camera } from "@/api/types";
import { CameraMap } from "@/map/CameraMap";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Page } from "@/ui/Page";
import { plural } from "@/ui/words";

import { CameraTable } from "./CameraTable";
import classes from "./CamerasPage.module.css";
import { ChosenCamera } from "./ChosenCamera";
import { counts, filterCameras, NO_FILTER, readFilter, writeFilter, type CameraFilter, type Show } from "./filters";

function Tools() {
  const mayWrite = useCan("estate.write");
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target><Button variant="default" leftSection={<IconDots size={18} aria-hidden />}>Lists and sites</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={apiPath("/cameras.csv")} download leftSection={<IconFileSpreadsheet size={18} aria-hidden />}>Save all as CSV</Menu.Item>
          {mayWrite && <Menu.Item component={Link} to="/cameras/import" leftSection={<IconFileImport size={18} aria-hidden />}>Bring in from CSV</Menu.Item>}
          <Menu.Item component={Link} to="/cameras/sites" leftSection={<IconMapPin size={18} aria-hidden />}>Sites</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {mayWrite && <Button component={Link} to="/cameras/new" leftSection={<IconPlus size={18} aria-hidden />}>Add a camera</Button>}
    </>
  );
}

function Filters({ cameras, filter, onChange }: { cameras: readonly Camera[]; filter: CameraFilter; onChange: (filter: CameraFilter) => void }) {
  const sites = useSites().data ?? [];
  const count = counts(cameras);
  return (
    <div className={classes["filters"]} role="search" aria-label="Filter the cameras">
      <TextInput aria-label="Filter by number, name, site, purpose or owner" placeholder="Number, name, site, purpose" className={classes["words"] ?? ""} value={filter.words}
        leftSection={<IconSearch size={17} aria-hidden />} onChange={(event) => { onChange({ ...filter, words: event.currentTarget.value }); }} />
      <SegmentedControl aria-label="Which cameras" value={filter.show} onChange={(show) => { onChange({ ...filter, show: show as Show }); }}
        data={[{ value: "all", label: `All ${count.all}` }, { value: "attention", label: `Need attention ${count.attention}` }, { value: "off", label: `Off or not recorded ${count.off}` }]} />
      <Select aria-label="Site" className={classes["site"] ?? ""} value={filter.site} onChange={(site) => { onChange({ ...filter, site: site ?? "" }); }} searchable
        data={[{ value: "", label: "All sites" }, ...sites.map((site) => ({ value: site.id, label: site.name }))]} />
    </div>
  );
}

/** Every camera as a list and on the map, the one beside the other. */
export default function CamerasPage() {
  const query = useCameras();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<string | null>(null);
  const [view, setView] = useState("list");
  const narrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const mayWrite = useCan("estate.write");
  const cameras = query.data ?? [];
  const filter = readFilter(search);
  const shown = filterCameras(cameras, filter);
  const setFilter = (next: CameraFilter) => { setSearch(writeFilter(next), { replace: true }); };
  const camera = cameras.find((one) => one.id === chosen);
  const open = (one: Camera) => { void navigate(`/cameras/${one.id}`); };
  const attention = counts(cameras).attention;

  const nothing = cameras.length === 0
    ? <EmptyState icon={IconVideoOff} title={query.isPending ? "Reading the list of cameras" : "No cameras yet"}
        action={!query.isPending && mayWrite ? <Button component={Link} to="/cameras/new">Add the first camera</Button> : undefined}>
        {!query.isPending && "Add one by its address, or bring in a whole list from CSV."}
      </EmptyState>
    : <EmptyState icon={IconFilterOff} title="No camera fits this filter" action={<Button variant="default" onClick={() => { setFilter(NO_FILTER); }}>Show all {cameras.length}</Button>} />;
  const list = query.isError
    ? <ErrorNote error={query.error} what="The cameras were not read" retry={() => { void query.refetch(); }} />
    : <CameraTable cameras={shown} chosen={chosen} onOpen={open} onShow={narrow ? undefined : (one) => { setChosen(one.id); }} empty={nothing} />;
  const map = (
    <section className={classes["map"]} aria-label="Map of the cameras">
      <CameraMap cameras={shown} chosen={chosen} onChoose={(one) => { setChosen(one.id); }} label="Map of the town and its cameras. Arrow keys move it." />
      {camera && <ChosenCamera camera={camera} onClose={() => { setChosen(null); }} />}
    </section>
  );

  return (
    <Page title="Cameras" fill actions={<Tools />}
      lead={query.data ? `${plural(cameras.length, "camera")}, ${attention === 0 ? "none needs attention" : `${attention} ${attention === 1 ? "needs" : "need"} attention`}` : undefined}>
      <Filters cameras={cameras} filter={filter} onChange={setFilter} />
      {narrow && (
        <SegmentedControl className={classes["switch"] ?? ""} aria-label="List or map" fullWidth value={view} onChange={setView} data={[{ value: "list", label: "List" }, { value: "map", label: "Map" }]} />
      )}
      <div className={classes["split"]}>
        {(!narrow || view === "list") && <div className={classes["list"]}>{list}</div>}
        {(!narrow || view === "map") && map}
      </div>
    </Page>
  );
}
