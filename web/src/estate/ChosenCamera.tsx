import { ActionIcon, Button } from "@mantine/core";
import { IconDeviceTv, IconInfoCircle, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { Link } from "react-router";

import { useCan } from "@/api/session";
import type { Camera } from "@/api/types";
import { CameraStateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import classes from "./ChosenCamera.module.css";

/** The ways to a camera's pictures that this person may use. */
export function CameraActions({ camera, size = "sm" }: { camera: Camera; size?: "xs" | "sm" }) {
  const mayWatch = useCan("live.watch");
  const mayReplay = useCan("footage.replay");
  return (
    <>
      {mayWatch && <Button size={size} component={Link} to={`/wall?call=${camera.id}`} leftSection={<IconDeviceTv size={17} aria-hidden />}>Watch live</Button>}
      {mayReplay && <Button size={size} variant="default" component={Link} to={`/playback?camera=${camera.id}`} leftSection={<IconPlayerPlay size={17} aria-hidden />}>Play back</Button>}
    </>
  );
}

/** The camera that was picked on the map, in a few lines over its corner. */
export function ChosenCamera({ camera, onClose }: { camera: Camera; onClose: () => void }) {
  return (
    <aside className={classes["card"]} aria-label={`Camera ${camera.number}`}>
      <div className={classes["head"]}>
        <span className={classes["number"]}>{camera.number}</span>
        <div className={classes["words"]}>
          <h2 className={classes["name"]}>{camera.name}</h2>
          <p className={classes["state"]}>
            <CameraStateBadge health={camera.health} /> <span className="b-dim">since <TimeText at={camera.health.since} seconds={false} none="not known" /></span>
          </p>
          {camera.health.detail && <p className={classes["detail"]}>{camera.health.detail}</p>}
        </div>
        <ActionIcon aria-label="Close" onClick={onClose}><IconX size={18} aria-hidden /></ActionIcon>
      </div>
      <div className={classes["actions"]}>
        <CameraActions camera={camera} size="xs" />
        <Button size="xs" variant="default" component={Link} to={`/cameras/${camera.id}`} leftSection={<IconInfoCircle size={17} aria-hidden />}>Details</Button>
      </div>
    </aside>
  );
}
