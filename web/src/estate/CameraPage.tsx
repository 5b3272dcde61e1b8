import { Anchor, Button } from "@mantine/core";
import { IconPencil, IconPolygon, IconStethoscope, IconVideoOff } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "react-router";

import { useCamera, useCameras, useProbe, useRetireCamera } from "@/api/cameras";
import { useCan } from "@/api/session";
import type { Camera } from "@/api/types";
import { CameraMap } from "@/map/CameraMap";
import { stateWords } from "@/ui/cameraState";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { CameraStateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { formatPounds } from "@/ui/words";

import { AcceptView } from "./AcceptView";
import classes from "./CameraPage.module.css";
import { CameraActions } from "./ChosenCamera";
import { Findings } from "./Findings";
import { movementWords } from "./movement";
import { isEncrypted, trustOf, type Trust } from "./trust";

function HealthPanel({ camera }: { camera: Camera }) {
  const probe = useProbe(camera.id);
  const mayTest = useCan("estate.write");
  const { health } = camera;
  return (
    <Panel title="Health" actions={mayTest && (
      <Button size="xs" variant="default" loading={probe.isPending} onClick={() => { probe.mutate(undefined); }} leftSection={<IconStethoscope size={17} aria-hidden />}>Test now</Button>
    )}>
      <p className={classes["state"]}>
        <CameraStateBadge health={health} /> <span className="b-dim">since <TimeText at={health.since} none="not known" /> (<TimeText at={health.since} ago none="-" />)</span>
      </p>
      <p className={classes["meaning"]}>{health.detail || stateWords(health.state).meaning}</p>
      <AcceptView camera={camera} />
      {probe.isError && <ErrorNote error={probe.error} what="The test did not run" />}
      {probe.data && <Findings result={probe.data} name={camera.name} pinned={camera.tls_fingerprint} />}
    </Panel>
  );
}

function signsIn({ username, has_password }: Camera): string {
  if (username) return has_password ? `${username}, with a password` : `${username}, without a password`;
  return has_password ? "A name and password are kept" : "No sign-in";
}

const PROOF: Record<Trust, string> = {
  authority: "By a certificate that this machine trusts", pinned: "By the certificate whose fingerprint was entered", unchecked: "Not at all: its certificate is not checked",
};

function Details({ camera }: { camera: Camera }) {
  const mayWrite = useCan("estate.write");
  const streams = [["Main", camera.streams.main], ["Sub", camera.streams.sub], ["Third", camera.streams.third]] as const;
  return (
    <>
      <Panel title="Recording" actions={mayWrite && camera.retired_at === null && (
        <Button size="xs" variant="default" component={Link} to={`/cameras/${camera.id}/areas`} leftSection={<IconPolygon size={17} aria-hidden />}>What movement ignores</Button>
      )}>
        <Facts facts={[
          { label: "Groups", value: camera.groups.map(({ name }) => name).join(", ") || "None: seen by those with rights to every camera" },
          { label: "Recorded", value: camera.recorded ? "Yes, the main stream" : "No" },
          { label: "Kept for", value: `${camera.retention_days} days` },
          { label: "Movement", value: movementWords(camera) },
          { label: "Moves by itself", value: camera.ptz ? "Yes (PTZ): another view is no fault" : "No" },
          { label: "In use", value: camera.enabled ? "Yes" : "Switched off" },
          { label: "Transport", value: camera.transport === "tcp" ? "RTSP over TCP" : "RTSP over UDP" },
          { label: "Signs in as", value: signsIn(camera) },
          ...(isEncrypted(camera.streams.main?.url ?? "") ? [{ label: "Proves itself", value: PROOF[trustOf(camera)] }] : []),
        ]} />
        <div className={classes["streams"]}>
          <Facts facts={streams.flatMap(([label, stream]) => (stream ? [{ label: `${label} stream`, value: stream.url ? <span className="b-mono">{stream.url}</span> : "shown to those who may change cameras" }] : []))} />
        </div>
      </Panel>
      <Panel title="Why it is there">
        <Facts facts={[
          { label: "Purpose", value: camera.purpose }, { label: "Pressing need", value: camera.pressing_need }, { label: "Lawful basis", value: camera.lawful_basis },
          { label: "Owner", value: camera.owner }, { label: "Funding line", value: camera.funding_line },
          { label: "Cost", value: camera.cost_pence === null ? null : formatPounds(camera.cost_pence) },
        ]} />
      </Panel>
    </>
  );
}

function PlacePanel({ camera }: { camera: Camera }) {
  const all = useCameras().data ?? [];
  const navigate = useNavigate();
  const degrees = (value: number | null) => (value === null ? null : `${value}°`);
  return (
    <Panel title="Place and view" flush>
      {camera.latitude !== null && (
        <div className={classes["map"]}>
          <CameraMap cameras={near(all, camera)} chosen={camera.id} onChoose={(one) => { void navigate(`/cameras/${one.id}`); }} label={`Map around camera ${camera.number}`} />
        </div>
      )}
      <div className={classes["facts"]}>
        <Facts facts={[
          { label: "Site", value: camera.site_name },
          { label: "Position", value: camera.latitude === null ? null : `${camera.latitude}, ${camera.longitude ?? ""}` },
          { label: "Looks towards", value: degrees(camera.bearing) }, { label: "Field of view", value: degrees(camera.field_of_view) },
          { label: "Useful range", value: camera.range_metres === null ? null : `${camera.range_metres} m` },
        ]} />
      </div>
    </Panel>
  );
}

const NEAR_DEGREES = 0.0016;
/** The camera and those about it, so that the small map shows the street and not the town. */
function near(all: readonly Camera[], camera: Camera): Camera[] {
  return all.filter((one) => one.id === camera.id || (one.latitude !== null && one.longitude !== null
    && Math.abs(one.latitude - (camera.latitude ?? 0)) < NEAR_DEGREES / 1.7 && Math.abs(one.longitude - (camera.longitude ?? 0)) < NEAR_DEGREES));
}

function Loaded({ camera }: { camera: Camera }) {
  const mayWrite = useCan("estate.write");
  const retire = useRetireCamera(camera.id);
  const navigate = useNavigate();
  const doRetire = async () => {
    await retire.mutateAsync();
    notify.done("Camera retired", `${camera.number} ${camera.name} is no longer recorded.`);
    void navigate("/cameras");
  };
  return (
    <Page title={`${camera.number} ${camera.name}`} lead={<Anchor component={Link} to="/cameras" c="dimmed">All cameras</Anchor>}
      actions={<>
        <CameraActions camera={camera} />
        {mayWrite && <Button component={Link} to={`/cameras/${camera.id}/edit`} variant="default" leftSection={<IconPencil size={17} aria-hidden />}>Change</Button>}
      </>}>
      <div className={classes["columns"]}>
        <div className={classes["column"]}><HealthPanel camera={camera} /><Details camera={camera} /></div>
        <div className={classes["column"]}>
          <PlacePanel camera={camera} />
          {mayWrite && (
            <div className={classes["retire"]}>
              <ConfirmButton size="xs" question={`Retire camera ${camera.number}, ${camera.name}?`} confirm="Retire the camera" run={doRetire}
                consequence={`It is no longer watched or recorded, and leaves the lists. What is recorded stays until its ${camera.retention_days} days are over; held footage stays held. This cannot be undone; the number can be given to another camera.`}>
                Retire this camera
              </ConfirmButton>
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}

/** One camera: its health, what it is for, where it looks. */
export default function CameraPage() {
  const { id } = useParams();
  const { camera, isPending, isError, error, refetch } = useCamera(id);
  if (camera) return <Loaded key={camera.id} camera={camera} />;
  if (isError) return <Page title="Camera"><ErrorNote error={error} retry={() => { void refetch(); }} /></Page>;
  if (isPending) return <Page title="Camera"><p role="status" className="b-dim">Reading the camera</p></Page>;
  return (
    <Page title="No such camera">
      <EmptyState icon={IconVideoOff} title="There is no camera at this address." action={<Button component={Link} to="/cameras" variant="default">All cameras</Button>}>
        It may have been retired, or you may not be allowed to see it.
      </EmptyState>
    </Page>
  );
}
