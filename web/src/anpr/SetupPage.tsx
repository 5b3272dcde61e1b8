import { Button, Group, Select, UnstyledButton } from "@mantine/core";
import { IconLicenseOff, IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { useCameras } from "@/api/cameras";
import { useReadingCameras } from "@/api/plates";
import type { ReadingCamera } from "@/api/platesTypes";
import type { Camera } from "@/api/types";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { useNow } from "@/ui/useNow";

import { RefusedPanel } from "./setup/RefusedPanel";
import classes from "./setup/Setup.module.css";
import { SetupDialog } from "./setup/SetupDialog";
import { ADAPTERS, clockWords, heardWords, READING, TOWARDS } from "./setup/words";
import { PlatesPage } from "./ui/PlatesPage";

const MINUTE_MS = 60_000;

function columnsFor(now: number, onOpen: (row: ReadingCamera) => void): readonly Column<ReadingCamera>[] {
  return [
    { key: "number", header: "No.", width: "4.5rem", align: "right", sortBy: (row) => row.camera_number, cell: (row) => <span className="b-mono">{row.camera_number}</span> },
    { key: "camera", header: "Camera", sortBy: (row) => row.camera, cell: (row) => <UnstyledButton className={classes["open"] ?? ""} onClick={() => { onOpen(row); }}>{row.camera}</UnstyledButton> },
    { key: "mode", header: "How it is read", width: "15rem", sortBy: (row) => row.mode, cell: (row) => READING[row.mode].label },
    { key: "adapter", header: "Messages", width: "13rem", from: "lg", cell: (row) => (row.mode === "pushed" ? ADAPTERS[row.adapter] : row.region.length > 0 ? "A part of the picture" : "") },
    { key: "heard", header: "State", width: "13rem", cell: (row) => <StateBadge {...heardWords(row, now)} /> },
    { key: "message", header: "Last message", width: "12.5rem", from: "lg", sortBy: (row) => row.last_message_at, cell: (row) => <TimeText at={row.last_message_at} none="none yet" /> },
    { key: "clock", header: "Its clock", width: "8.5rem", from: "md", sortBy: (row) => row.clock_seconds, cell: (row) => { const words = clockWords(row.clock_seconds); return words ? <StateBadge {...words} /> : <span className="b-dim">not told</span>; } },
    { key: "refused", header: "Refused today", width: "8rem", align: "right", from: "sm", sortBy: (row) => row.refused_today, cell: (row) => row.refused_today.toLocaleString("en-GB") },
    { key: "towards", header: "Towards it", width: "9rem", from: "lg", cell: (row) => TOWARDS[row.towards] },
  ];
}

function Choose({ cameras, onChoose, onClose }: { cameras: readonly Camera[]; onChoose: (camera: Camera) => void; onClose: () => void }) {
  const [id, setId] = useState<string | null>(null);
  const camera = cameras.find((one) => one.id === id);
  return (
    <Dialog opened onClose={onClose} title="Which camera?">
      <Select label="Camera" searchable placeholder="Number or name" value={id} onChange={setId} nothingFoundMessage="No camera matches." data={cameras.map((one) => ({ value: one.id, label: `${String(one.number)} ${one.name}` }))} data-autofocus />
      <Group justify="flex-end" mt="md"><Button disabled={!camera} onClick={() => { if (camera) onChoose(camera); }}>Go on</Button></Group>
    </Dialog>
  );
}

/** Which cameras read plates, how, and what they were heard of. */
export default function SetupPage() {
  const query = useReadingCameras();
  const cameras = useCameras().data ?? [];
  const now = useNow(MINUTE_MS);
  const [choosing, setChoosing] = useState(false);
  const [open, setOpen] = useState<Camera | null>(null);
  const known = query.data ?? [];
  const openRow = (row: ReadingCamera) => { setOpen(cameras.find((one) => one.id === row.camera_id) ?? null); };
  const free = cameras.filter((one) => !known.some((row) => row.camera_id === one.id));
  return (
    <PlatesPage title="Cameras that read plates" lead="How each camera's plates come, and whether they do."
      actions={<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => { setChoosing(true); }}>Set up a camera</Button>}>
      {query.isError ? <ErrorNote error={query.error} what="The set-up was not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Cameras that read plates" stack columns={columnsFor(now, openRow)} rows={known} rowKey={(row) => row.camera_id} onOpen={openRow} initialSort={{ key: "number", down: false }}
          empty={<EmptyState icon={IconLicenseOff} title={query.isPending ? "Reading the set-up" : "No camera reads plates yet"}>{query.isPending ? null : "Set one up that pushes its reads, or let Beadle read from a camera's video."}</EmptyState>} />
      )}
      <RefusedPanel />
      {choosing && <Choose cameras={free} onChoose={(camera) => { setChoosing(false); setOpen(camera); }} onClose={() => { setChoosing(false); }} />}
      {open && <SetupDialog key={open.id} camera={open} known={known.find((row) => row.camera_id === open.id) ?? null} onClose={() => { setOpen(null); }} />}
    </PlatesPage>
  );
}
