import { IconBan, IconPlugConnectedX, IconRefresh, IconVideoOff } from "@tabler/icons-react";
import { useEffect } from "react";

import { formatClock } from "@/ui/london";

import classes from "./Picture.module.css";
import type { PlaybackClock } from "./PlaybackClock";
import type { PlaybackSnapshot, PlaybackState } from "./playbackState";
import { useRecorded } from "./usePlayback";

interface RecordedProps {
  camera: string;
  label: string;
  clock: PlaybackClock;
  /** Why there is no recording at a moment (s), where that is known. */
  reasonAt?: (time: number) => string | null;
  onChange?: (snapshot: PlaybackSnapshot) => void;
}

function untilWords(to: number | null): string {
  return to === null ? "Nothing later is recorded yet." : `Recording goes on at ${formatClock(to * 1000)}.`;
}

function Card({ state, reason }: { state: PlaybackState; reason: string | null }) {
  if (state.kind === "ready" || state.kind === "unsupported") return null;
  if (state.kind === "loading") {
    return <div className={classes["card"]} data-late role="status"><IconRefresh size={22} stroke={1.5} aria-hidden /><span>Loading</span></div>;
  }
  if (state.kind === "gap") {
    return (
      <div className={classes["card"]} data-tone="warn" role="status">
        <IconVideoOff size={26} stroke={1.5} aria-hidden />
        <strong>No recording</strong>
        <span>{reason ?? "Nothing was recorded at this moment."}</span>
        <span>{untilWords(state.to)}</span>
      </div>
    );
  }
  const Shape = state.kind === "refused" ? IconBan : IconPlugConnectedX;
  return (
    <div className={classes["card"]} data-tone="bad" role="status">
      <Shape size={26} stroke={1.5} aria-hidden />
      <strong>{state.kind === "refused" ? "Not available" : "Recording could not be read"}</strong>
      <span>{state.text}</span>
    </div>
  );
}

/** The recorded picture of one camera at the clock's moment, or a card that says why there is none. */
export function RecordedPicture({ camera, label, clock, reasonAt, onChange }: RecordedProps) {
  const { attach, snapshot } = useRecorded(camera, clock);
  useEffect(() => { onChange?.(snapshot); }, [snapshot, onChange]);
  const { state, still, keyFramesOnly } = snapshot;
  const noPicture = state.kind === "gap" || state.kind === "refused";
  const reason = state.kind === "gap" ? (reasonAt?.(clock.position) ?? null) : null;
  return (
    <div className={classes["frame"]}>
      <video ref={attach} className={classes["video"]} data-hidden={noPicture || state.kind === "unsupported" || undefined}
        data-stale={state.kind === "failed" || undefined} muted playsInline disablePictureInPicture aria-label={label} tabIndex={-1} />
      {state.kind === "unsupported" && still !== null && <img className={classes["still"]} src={still} alt={label} />}
      {state.kind === "unsupported" && <div className={classes["note"]} role="status" title={state.text}>Still pictures</div>}
      {state.kind === "ready" && keyFramesOnly && <div className={classes["note"]}>Key frames only</div>}
      <Card state={state} reason={reason} />
    </div>
  );
}
