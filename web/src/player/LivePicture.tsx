import { IconBan, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { Button } from "@mantine/core";
import { useEffect } from "react";

import type { StreamName } from "./liveRules";
import type { LiveSnapshot, LiveState } from "./liveState";
import classes from "./Picture.module.css";
import { useLive } from "./useLive";

interface LiveProps {
  camera: string;
  /** Read out as the name of the picture. */
  label: string;
  offered: readonly StreamName[];
  /** What the recorder says is wrong with the camera: better words than the player can know. */
  trouble?: string | null;
  onChange?: (snapshot: LiveSnapshot) => void;
}

const CARDS = {
  connecting: { icon: IconRefresh, tone: "info", title: "Connecting" },
  lost: { icon: IconPlugConnectedX, tone: "bad", title: "No picture" },
  refused: { icon: IconBan, tone: "warn", title: "Not allowed" },
} as const;

function Card({ state, trouble, retry }: { state: LiveState; trouble: string | null; retry: () => void }) {
  if (state.kind === "playing" || state.kind === "unsupported") return null;
  const { icon: Shape, tone, title } = CARDS[state.kind];
  return (
    <div className={classes["card"]} data-tone={tone} role="status">
      <Shape size={26} stroke={1.5} aria-hidden />
      <strong>{title}</strong>
      {state.kind !== "connecting" && <span>{state.kind === "lost" ? (trouble ?? state.text) : state.text}</span>}
      {state.kind === "refused" && (
        <Button size="compact-xs" variant="default" onClick={retry}>Try again</Button>
      )}
    </div>
  );
}

/** The live picture of one camera; when it is gone, the last one greyed, and in words why. */
export function LivePicture({ camera, label, offered, trouble, onChange }: LiveProps) {
  const { attach, snapshot, retry } = useLive(camera, offered);
  useEffect(() => { onChange?.(snapshot); }, [snapshot, onChange]);
  const { state, still } = snapshot;
  const gone = state.kind === "lost" || state.kind === "refused";
  return (
    <div className={classes["frame"]}>
      <video ref={attach} className={classes["video"]} data-stale={gone || undefined} data-hidden={still !== null || undefined}
        muted playsInline disablePictureInPicture aria-label={label} tabIndex={-1} />
      {still !== null && <img className={classes["still"]} src={still} alt={label} />}
      {state.kind === "unsupported" && <div className={classes["note"]} role="status" title={state.text}>Still pictures</div>}
      <Card state={state} trouble={trouble ?? null} retry={retry} />
    </div>
  );
}
