import { Anchor, Progress } from "@mantine/core";
import { IconDatabase } from "@tabler/icons-react";
import { Link } from "react-router";

import type { CameraState, VideoStatus, Volume } from "@/api/types";
import { useVideoStatus } from "@/api/video";
import { stateWords } from "@/ui/cameraState";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { CameraStateBadge, StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { volumeWords } from "@/ui/volumeState";
import { formatBytes } from "@/ui/words";

import classes from "./SystemPage.module.css";

function Space({ volume }: { volume: Volume }) {
  if (volume.total_bytes === 0) return <span className="b-dim">not known</span>;
  const used = 100 * (1 - volume.free_bytes / volume.total_bytes);
  return (
    <div className={classes["space"]}>
      <span>{formatBytes(volume.free_bytes)} free of {formatBytes(volume.total_bytes)}</span>
      <Progress value={used} size="sm" color="coat" aria-label={`${Math.round(used)} % of ${volume.path} is used`} />
    </div>
  );
}

const COLUMNS: readonly Column<Volume>[] = [
  { key: "path", header: "Disk", sortBy: (row) => row.path, cell: (row) => <span className="b-mono">{row.path}</span> },
  {
    key: "state", header: "State", sortBy: (row) => row.state,
    cell: (row) => <div><StateBadge {...volumeWords(row.state)} />{row.detail && <div className={classes["detail"]}>{row.detail}</div>}</div>,
  },
  { key: "space", header: "Space", sortBy: (row) => row.free_bytes, cell: (row) => <Space volume={row} /> },
  { key: "days", header: "Days kept", width: "8rem", align: "right", sortBy: (row) => row.days_kept, cell: (row) => (row.days_kept === null ? "-" : row.days_kept.toFixed(1)) },
  { key: "oldest", header: "Oldest footage", from: "md", width: "12.5rem", sortBy: (row) => row.oldest, cell: (row) => <TimeText at={row.oldest} seconds={false} none="none yet" /> },
];

function RecorderPanel({ recorder }: Pick<VideoStatus, "recorder">) {
  const runs = recorder.state === "running";
  return (
    <Panel title="Recorder">
      <Facts facts={[
        { label: "State", value: <StateBadge tone={runs ? "ok" : "bad"} label={runs ? "Recording" : recorder.state === "away" ? "Does not answer" : recorder.state.replaceAll("_", " ")} /> },
        { label: "Since", value: <TimeText at={recorder.since} none="not known" /> },
        { label: "Configuration", value: recorder.version === null ? "not known" : `version ${recorder.version}` },
      ]} />
      {!runs && recorder.detail && <p className={classes["note"]}>{recorder.detail}</p>}
    </Panel>
  );
}

function CamerasPanel({ cameras }: Pick<VideoStatus, "cameras">) {
  const states = Object.entries(cameras)
    .map(([state, count]) => ({ state: state as CameraState, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => stateWords(a.state).rank - stateWords(b.state).rank);
  return (
    <Panel title="Cameras" actions={<Anchor component={Link} to="/cameras?show=attention" size="sm">Those that need attention</Anchor>}>
      {states.length === 0 ? <p className={classes["note"]}>The recorder has told nothing of any camera yet.</p> : (
        <ul className={classes["states"]}>
          {states.map(({ state, count }) => (
            <li key={state}><span className={classes["count"]}>{count}</span> <CameraStateBadge health={{ state }} /></li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Whether recording works: recorder, cameras, disks. */
export default function SystemPage() {
  const { data, isError, error, isPending, refetch } = useVideoStatus();
  return (
    <Page title="System" lead="Whether recording works. Read again every 15 seconds.">
      {isError && <ErrorNote error={error} what="The state was not read" retry={() => { void refetch(); }} />}
      {isPending && <p role="status" className="b-dim">Reading the state</p>}
      {data && (
        <>
          <div className={classes["pair"]}>
            <RecorderPanel recorder={data.recorder} />
            <CamerasPanel cameras={data.cameras} />
          </div>
          <Panel title="Disks" flush>
            <div className={classes["table"]}>
              <DataTable caption="Disks for footage" stack columns={COLUMNS} rows={data.volumes} rowKey={(row) => row.path} initialSort={{ key: "path", down: false }}
                empty={<EmptyState icon={IconDatabase} title="No disk for footage">Give the recorder at least one volume, or nothing is kept.</EmptyState>} />
            </div>
          </Panel>
        </>
      )}
    </Page>
  );
}
