/** A LiveDriver for one camera as long as the component lives. */

import { useCallback, useState, useSyncExternalStore, type RefCallback } from "react";

import { LiveDriver } from "./LiveDriver";
import { chooseStream, type StreamName, type StreamSize } from "./liveRules";
import { FIRST, type LiveSnapshot } from "./liveState";
import { whyNot } from "./whyNot";

const RESIZE_MS = 800;
const nothing = (): (() => void) => () => undefined;
const first = (): LiveSnapshot => FIRST;
/** Sizes that streams have told, by camera: the next tile of that camera chooses better. */
const known = new Map<string, Partial<Record<StreamName, StreamSize>>>();

export interface Live {
  readonly attach: RefCallback<HTMLVideoElement>;
  readonly snapshot: LiveSnapshot;
  readonly retry: () => void;
}

function streamFor(video: HTMLVideoElement, camera: string, offered: readonly StreamName[]): StreamName {
  const scale = window.devicePixelRatio || 1;
  return chooseStream(offered, video.clientWidth * scale, video.clientHeight * scale, known.get(camera));
}

/** Play `camera` in the element that `attach` is given as its ref, with the smallest stream that fills it. */
export function useLive(camera: string, offered: readonly StreamName[]): Live {
  const [driver, setDriver] = useState<LiveDriver | null>(null);
  const streams = offered.join(" ");
  const attach = useCallback((video: HTMLVideoElement) => {
    const names = streams.split(" ") as StreamName[];
    const made = new LiveDriver(video, {
      camera,
      whyNot,
      stream: streamFor(video, camera, names),
      sized: (stream, width, height) => {
        known.set(camera, { ...known.get(camera), [stream]: { width, height } });
      },
    });
    setDriver(made);
    made.start();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => { made.setStream(streamFor(video, camera, names)); }, RESIZE_MS);
    });
    observer.observe(video);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      made.stop();
      setDriver(null);
    };
  }, [camera, streams]);
  const snapshot = useSyncExternalStore(driver?.subscribe ?? nothing, driver?.snapshot ?? first);
  return { attach, snapshot, retry: () => driver?.retry() };
}
