import { ActionIcon, Anchor } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Camera } from "@/api/types";
import { stateWords } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { CameraStateBadge, StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

interface TableProps {
  cameras: readonly Camera[];
  chosen: string | null;
  onOpen: (camera: Camera) => void;
  /** Light the camera up on the map beside; left out where there is none. */
  onShow?: ((camera: Camera) => void) | undefined;
  empty: ReactNode;
}

function Recording({ camera }: { camera: Camera }) {
  if (!camera.recorded) return <StateBadge tone="off" label="Not recorded" />;
  if (camera.health.state !== "online") return <span className="b-dim">Interrupted</span>;
  return <TimeText at={camera.health.since} seconds={false} />;
}

const BASE: readonly Column<Camera>[] = [
  { key: "number", header: "No.", width: "4.5rem", align: "right", sortBy: (row) => row.number, cell: (row) => <span className="b-mono">{row.number}</span> },
  { key: "name", header: "Name", sortBy: (row) => row.name, cell: (row) => <Anchor component={Link} to={`/cameras/${row.id}`} underline="hover" c="inherit" fw={600}>{row.name}</Anchor> },
  { key: "health", header: "Health", width: "10rem", sortBy: (row) => stateWords(row.health.state).rank, cell: (row) => <CameraStateBadge health={row.health} /> },
  { key: "site", header: "Site", from: "lg", sortBy: (row) => row.site_name, cell: (row) => row.site_name ?? <span className="b-dim">none</span> },
  { key: "since", header: "Recording since", from: "md", width: "11.5rem", sortBy: (row) => (row.recorded && row.health.state === "online" ? row.health.since : null), cell: (row) => <Recording camera={row} /> },
  { key: "kept", header: "Kept", from: "sm", width: "6rem", align: "right", sortBy: (row) => row.retention_days, cell: (row) => `${row.retention_days} days` },
];

export function CameraTable({ cameras, chosen, onOpen, onShow, empty }: TableProps) {
  const columns = onShow ? [...BASE, {
    key: "map", header: "On map", width: "5rem",
    cell: (row: Camera) => row.latitude === null ? <span className="b-dim">not placed</span> : (
      <ActionIcon size={28} aria-label={`Show camera ${row.number}, ${row.name} on the map`} onClick={() => { onShow(row); }}><IconMapPin size={18} aria-hidden /></ActionIcon>
    ),
  }] : BASE;
  return <DataTable caption="Cameras" columns={columns} rows={cameras} rowKey={(row) => row.id} onOpen={onOpen} selected={chosen} initialSort={{ key: "number", down: false }} empty={empty} fill />;
}
