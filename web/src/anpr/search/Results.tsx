import { Button, SegmentedControl, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconHourglass, IconSearchOff, IconTableExport } from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { useCameras } from "@/api/cameras";
import { patchUrl, searchCsvUrl } from "@/api/plates";
import type { Match, Search, SearchResult } from "@/api/platesTypes";
import { CameraMap } from "@/map/CameraMap";
import type { Tone } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import { Plate } from "../plate/Plate";
import { percent, sureness } from "../plate/text";
import { ReadView } from "../reads/ReadView";
import { cameraWords, shortDirection } from "../reads/words";
import { Picture } from "../ui/Picture";
import { nearWords } from "./near";
import classes from "./Search.module.css";

const MATCHES: Record<Match, { label: string; tone: Tone; rank: number }> = {
  exact: { label: "Exact", tone: "ok", rank: 0 }, partial: { label: "Fits in part", tone: "info", rank: 1 }, possible: { label: "Possible", tone: "warn", rank: 2 },
};

function columnsFor(look: string, onOpen: (result: SearchResult) => void): readonly Column<SearchResult>[] {
  return [
    { key: "patch", header: "Picture", width: "8.5rem", from: "sm", cell: ({ read }) => <Picture src={read.has_patch ? patchUrl(read, look) : null} alt="" width={108} height={32} /> },
    { key: "plate", header: "Plate", width: "10.5rem", sortBy: ({ read }) => read.plate, cell: (row) => <UnstyledButton onClick={() => { onOpen(row); }} className={classes["open"] ?? ""}><Plate text={row.read.plate} direction={row.read.direction} characters={row.read.characters} /></UnstyledButton> },
    { key: "match", header: "Match", width: "7.5rem", sortBy: ({ match }) => MATCHES[match].rank, cell: ({ match }) => <StateBadge {...MATCHES[match]} /> },
    { key: "at", header: "Time", width: "11.5rem", sortBy: ({ read }) => read.at, cell: ({ read }) => <TimeText at={read.at} /> },
    { key: "camera", header: "Camera", width: "11rem", sortBy: ({ read }) => read.camera_number, cell: ({ read }) => <span style={{ whiteSpace: "nowrap" }}>{cameraWords(read)}</span> },
    { key: "direction", header: "Direction", width: "7rem", from: "lg", cell: ({ read }) => shortDirection(read.direction) },
    { key: "sure", header: "Read", from: "lg", sortBy: ({ read }) => read.confidence, cell: ({ read }) => { const { label, tone } = sureness(read.confidence); return <StateBadge tone={tone} label={`${label} ${percent(read.confidence)}`} />; } },
  ];
}

function Head({ search, shown, camera, onAll }: { search: Search; shown: number; camera: string | null; onAll: () => void }) {
  return (
    <div className={classes["resultHead"]}>
      <h2>{plural(shown, "read")}{search.more ? " and older ones" : ""}</h2>
      <span className="b-dim">{search.case_reference}, {search.purpose}{search.near && `, ${nearWords(search.near)}`}</span>
      {camera !== null && <Button size="compact-sm" variant="default" onClick={onAll}>Show all cameras</Button>}
      <span className={classes["space"]} />
      {search.results.length > 0 && <Button component="a" href={searchCsvUrl(search.id)} download size="compact-sm" variant="default" leftSection={<IconTableExport size={16} aria-hidden />}>Save as CSV</Button>}
    </div>
  );
}

/** What a search found: as a table, and on the map where it found it. */
export function Results({ search, onMore, busy }: { search: Search; onMore: () => void; busy: boolean }) {
  const all = useCameras().data;
  const [open, setOpen] = useState<SearchResult | null>(null);
  const [camera, setCamera] = useState<string | null>(null);
  const [view, setView] = useState("table");
  const wide = useMediaQuery("(min-width: 100em)", true, { getInitialValueInEffect: false });
  const found = useMemo(() => new Set(search.results.map(({ read }) => read.camera_id)), [search.results]);
  const cameras = useMemo(() => (all ?? []).filter((one) => found.has(one.id)), [all, found]);
  const columns = useMemo(() => columnsFor(search.look, setOpen), [search.look]);
  if (search.status === "waiting") {
    return <EmptyState icon={IconHourglass} title="Waiting for a second person">{search.why || "This search needs an approval."} It stands among your searches below; its results can be opened from there once it is approved.</EmptyState>;
  }
  if (search.results.length === 0) {
    return <EmptyState icon={IconSearchOff} title="No read fits">That a plate was not read does not prove that the vehicle was not there. Try look-alikes, a part of the plate, or a longer time.</EmptyState>;
  }
  const rows = search.results.filter(({ read }) => camera === null || read.camera_id === camera);
  const map = <section className={classes["map"]} aria-label="Where it was read"><CameraMap cameras={cameras} chosen={camera} circle={search.near} onChoose={(one) => { setCamera(one.id === camera ? null : one.id); }} label="Cameras that read it. Each shows its reads alone." /></section>;
  return (
    <div className={classes["results"]}>
      <Head search={search} shown={rows.length} camera={camera} onAll={() => { setCamera(null); }} />
      {!wide && <SegmentedControl aria-label="Table or map" value={view} onChange={setView} data={[{ value: "table", label: "Table" }, { value: "map", label: "Map" }]} />}
      <div className={classes["both"]} data-wide={wide || undefined}>
        {(wide || view === "table") && (
          <div className={classes["table"]}>
            <DataTable caption="Reads that were found" stack columns={columns} rows={rows} rowKey={({ read }) => read.id} onOpen={setOpen} />
            {search.more && <Button variant="default" mt="sm" loading={busy} onClick={onMore}>Search for older reads</Button>}
          </div>
        )}
        {(wide || view === "map") && map}
      </div>
      <Dialog opened={open !== null} onClose={() => { setOpen(null); }} title="Read" size="lg">{open && <ReadView read={open.read} look={search.look} />}</Dialog>
    </div>
  );
}
