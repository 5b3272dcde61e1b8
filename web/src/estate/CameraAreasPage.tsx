import { Alert, Anchor, Button, Group, Switch } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { useCamera, useSaveCamera } from "@/api/cameras";
import type { Camera } from "@/api/types";
import { AreaEditor } from "@/ui/areas/AreaEditor";
import type { Area } from "@/ui/areas/shapes";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";

import { useStill } from "./CameraStill";
import { areasOf, doubtOf, movementWords } from "./movement";

const WORDS = { one: "Area", none: "No area is drawn: movement counts in all of the picture." };

function Editor({ camera }: { camera: Camera }) {
  const [areas, setAreas] = useState<Area[]>(() => areasOf(camera));
  const [motion, setMotion] = useState(camera.motion === "keyframes");
  const save = useSaveCamera(camera.id);
  const navigate = useNavigate();
  const still = useStill(camera);
  const back = `/cameras/${camera.id}`;
  const doubt = doubtOf(areas, { motion, ptz: camera.ptz });
  const submit = () => {
    const motion_ignore = areas.map((area) => area.map(([x, y]) => [x, y]));
    save.mutate({ motion: motion ? "keyframes" : "off", motion_ignore }, {
      onSuccess: (saved) => {
        notify.done("Areas saved", `Movement at ${String(saved.number)} ${saved.name}: ${movementWords(saved).toLowerCase()}.`);
        void navigate(back);
      },
    });
  };
  return (
    <Page title={`What movement ignores: ${String(camera.number)} ${camera.name}`} lead={<Anchor component={Link} to={back} c="dimmed">Back to the camera</Anchor>} actions={still.again}>
      <AreaEditor areas={areas} onChange={setAreas} picture={still.picture} ratio={still.ratio} words={WORDS}>
        <p className="b-dim" style={{ marginTop: 0 }}>A tree, a flag, a road behind the square: what moves there is not marked on the timeline. Everything is recorded all the same.</p>
        <Switch mb="md" label="Mark movement" description="How much of the picture moves, never who or what." checked={motion} onChange={(event) => { setMotion(event.currentTarget.checked); }} />
      </AreaEditor>
      {doubt !== null && <Alert mt="md" color="yellow" role="status" icon={<IconAlertTriangle aria-hidden />}>{doubt}</Alert>}
      {save.isError && <ErrorNote error={save.error} what="The areas were not saved" />}
      <Group mt="md">
        <Button loading={save.isPending} onClick={submit}>Save the areas</Button>
        <Button component={Link} to={back} variant="default">Leave it as it is</Button>
      </Group>
    </Page>
  );
}

/** Where in a camera's picture movement does not count, drawn on a still of it. */
export default function CameraAreasPage() {
  const { id } = useParams();
  const { camera, isPending, isError, error, refetch } = useCamera(id);
  if (camera) return <Editor key={camera.id} camera={camera} />;
  if (isError) return <Page title="Camera"><ErrorNote error={error} retry={() => { void refetch(); }} /></Page>;
  if (isPending) return <Page title="Camera"><p role="status" className="b-dim">Reading the camera</p></Page>;
  return <Page title="No such camera"><p>It may have been retired. <Anchor component={Link} to="/cameras">All cameras</Anchor></p></Page>;
}
