import { Button, Progress } from "@mantine/core";
import { IconDownload, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useCameras } from "@/api/cameras";
import { keys } from "@/api/keys";
import type { Export, ExportStatus } from "@/api/types";
import { cancelExport, listExports } from "@/api/video";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatDuration } from "@/ui/london";
import { Page } from "@/ui/Page";
import { StateBadge } from "@/ui/StateBadge";
import type { Tone } from "@/ui/cameraState";
import { TimeText } from "@/ui/TimeText";
import { formatBytes, plural } from "@/ui/words";

import { ExportDialog } from "./requests/ExportDialog";
import { ExportFiles } from "./requests/ExportFiles";
import classes from "./requests/Requests.module.css";

const WORDS: Record<ExportStatus, { label: string; tone: Tone }> = {
  queued: { label: "Waiting", tone: "info" },
  running: { label: "Running", tone: "info" },
  done: { label: "Done", tone: "ok" },
  failed: { label: "Failed", tone: "bad" },
  cancelled: { label: "Cancelled", tone: "off" },
};

/** Exports that still move are asked for again by themselves, should an event be missed. */
const AGAIN_MS = 15_000;

function Running({ one }: { one: Export }) {
  const cache = useQueryClient();
  const percent = Math.round(one.progress * 100);
  return (
    <div className={classes["progress"]}>
      <Progress value={percent} size="sm" aria-label={`Progress of the export: ${String(percent)} per cent`} />
      <span className="b-mono">{percent} %</span>
      <ConfirmButton size="compact-xs" question="Cancel this export?" consequence="What was made so far is thrown away. That it was asked for stays in the audit log."
        confirm="Cancel export" run={async () => { await cancelExport(one.id); await cache.invalidateQueries({ queryKey: keys.exports }); }}>Cancel</ConfirmButton>
    </div>
  );
}

function Entry({ one, nameOf }: { one: Export; nameOf: (camera: string) => string }) {
  const { label, tone } = WORDS[one.status];
  const moving = one.status === "queued" || one.status === "running";
  const seconds = (Date.parse(one.to) - Date.parse(one.from)) / 1000;
  return (
    <li className={`b-card ${classes["entry"] ?? ""}`}>
      <div className={classes["head"]}>
        <StateBadge tone={tone} label={label} />
        <h2 className={classes["title"]}>{one.purpose}{one.reference !== null && one.reference !== "" && <span className="b-dim"> {one.reference}</span>}</h2>
        <span className="b-dim">{one.requested_by}, <TimeText at={one.requested_at} seconds={false} /></span>
      </div>
      <p className={classes["line"]}>
        <TimeText at={one.from} /> to <TimeText at={one.to} zone /> ({formatDuration(seconds)})
        {one.bytes_total > 0 && <>, {moving ? `${formatBytes(one.bytes_done)} of ` : ""}{formatBytes(one.bytes_total)}</>}
      </p>
      <p className={classes["reason"]}>{one.reason}</p>
      {moving && <Running one={one} />}
      {one.error !== null && <p className={classes["error"]} role="alert">{one.error}</p>}
      {one.removed_at !== null && <p className={classes["reason"]}>The files were removed <TimeText at={one.removed_at} seconds={false} />; the record stays.</p>}
      {one.removed_at === null && one.files.length > 0 && <ExportFiles files={one.files} nameOf={nameOf} />}
    </li>
  );
}

/** Every export: how far it is, its files with their hashes, and a new one. */
export default function ExportsPage() {
  const [asking, setAsking] = useState(false);
  const cameras = useCameras().data ?? [];
  const query = useQuery({
    queryKey: keys.exports,
    queryFn: ({ client, queryKey }) => listExports({ background: client.getQueryData(queryKey) !== undefined }),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.status === "queued" || one.status === "running") === true ? AGAIN_MS : false),
  });
  const again = useMutation({ mutationFn: () => query.refetch() });
  const list = query.data ?? [];
  const moving = list.filter((one) => one.status === "queued" || one.status === "running").length;
  const nameOf = (id: string): string => {
    const camera = cameras.find((one) => one.id === id);
    return camera === undefined ? id : `${String(camera.number)} ${camera.name}`;
  };
  return (
    <Page title="Exports" lead={moving > 0 ? `${plural(moving, "export")} under way` : "Footage that leaves the building, with who asked and why."}
      actions={<Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => { setAsking(true); }}>New export</Button>}>
      {query.isError && <ErrorNote error={query.error} what="The exports could not be read" retry={() => { again.mutate(); }} />}
      {query.data?.length === 0 && (
        <EmptyState icon={IconDownload} title="Nothing has been exported yet.">Select a range under Playback and press Export, or begin here.</EmptyState>
      )}
      <ul className={classes["list"]}>{list.map((one) => <Entry key={one.id} one={one} nameOf={nameOf} />)}</ul>
      {asking && <ExportDialog start={{ cameras: [], from: null, to: null }} onClose={() => { setAsking(false); }} />}
    </Page>
  );
}
