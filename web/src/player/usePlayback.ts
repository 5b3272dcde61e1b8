/** A clock and its cameras as long as the component lives. */

import { useCallback, useEffect, useState, useSyncExternalStore, type RefCallback } from "react";

import { PlaybackClock, type ClockSnapshot } from "./PlaybackClock";
import { PlaybackDriver } from "./PlaybackDriver";
import { FIRST_PLAYBACK, type PlaybackSnapshot } from "./playbackState";

const nothing = (): (() => void) => () => undefined;
const first = (): PlaybackSnapshot => FIRST_PLAYBACK;

/** One clock, made at `position` (s) and closed with the component. */
export function usePlaybackClock(position: number): PlaybackClock {
  const [clock] = useState(() => new PlaybackClock(position));
  useEffect(() => () => { clock.pause(); }, [clock]);
  return clock;
}

export function useClock(clock: PlaybackClock): ClockSnapshot {
  return useSyncExternalStore(clock.subscribe, clock.snapshot);
}

/** The clock's position (s), looked at `perSecond` times a second while it plays and after each jump. */
export function usePosition(clock: PlaybackClock, perSecond = 10): number {
  const { playing, jumps } = useClock(clock);
  const [, look] = useState(0);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => { look((was) => was + 1); }, 1000 / perSecond);
    return () => { clearInterval(timer); };
  }, [playing, perSecond, jumps]);
  return clock.position;
}

export interface Recorded {
  readonly attach: RefCallback<HTMLVideoElement>;
  readonly snapshot: PlaybackSnapshot;
}

/** Play the recording of `camera` in the element that `attach` is given as its ref, in step with `clock`. */
export function useRecorded(camera: string, clock: PlaybackClock): Recorded {
  const [driver, setDriver] = useState<PlaybackDriver | null>(null);
  const attach = useCallback((video: HTMLVideoElement) => {
    const made = new PlaybackDriver(video, camera, clock);
    setDriver(made);
    made.start();
    return () => {
      made.stop();
      setDriver(null);
    };
  }, [camera, clock]);
  const snapshot = useSyncExternalStore(driver?.subscribe ?? nothing, driver?.snapshot ?? first);
  return { attach, snapshot };
}
