import { useEffect, useState } from "react";

import { RecordedPicture } from "./RecordedPicture";
import { useClock, usePlaybackClock, usePosition } from "./usePlayback";
import classes from "./Picture.module.css";

/** Seconds that an instant replay goes back. */
export const REPLAY_SECONDS = 30;

interface ReplayProps { camera: string; label: string; onEnd: () => void }

/** The last 30 seconds once, from the recording that is still being written; then back to live. */
export function ReplayPicture({ camera, label, onEnd }: ReplayProps) {
  const [started] = useState(() => Date.now() / 1000);
  const clock = usePlaybackClock(started - REPLAY_SECONDS);
  const { waiting } = useClock(clock);
  const position = usePosition(clock, 4);
  useEffect(() => { clock.play(); }, [clock]);
  const over = position >= started - 0.2;
  useEffect(() => { if (over) onEnd(); }, [over, onEnd]);
  const left = Math.max(0, Math.ceil(started - position));
  return (
    <div className={classes["frame"]}>
      <RecordedPicture camera={camera} label={`${label}, replay`} clock={clock} />
      <div className={classes["note"]} data-replay>
        {waiting ? "Replay" : `Replay, ${String(left)} s to go`}
      </div>
    </div>
  );
}
