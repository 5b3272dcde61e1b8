import { ActionIcon, Tooltip } from "@mantine/core";
import { IconAppWindow, IconLayoutSidebarRight, IconMaximize } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { useCameras } from "@/api/cameras";
import { useCan, useLocked } from "@/api/session";
import type { Camera } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";

import { CallBox } from "./CallBox";
import { CameraList } from "./CameraList";
import { LayoutMenu } from "./LayoutMenu";
import { ShapePicker } from "./ShapePicker";
import { shapeNamed } from "./shapes";
import { TourMenu } from "./TourMenu";
import { useLayouts } from "./useLayouts";
import { useTour, type RunningTour } from "./useTour";
import { useWallKeys } from "./useWallKeys";
import classes from "./Wall.module.css";
import { WallGrid } from "./WallGrid";
import { emptyWall, firstWall, keepWall, layoutAct, readWall, wallReducer, type WallAct, type WallState } from "./wallState";

interface BarProps {
  wall: WallState;
  act: (act: WallAct) => void;
  cameras: readonly Camera[];
  selected: Camera | null;
  tour: RunningTour;
  ownWindow: boolean;
  listOpen: boolean;
  onList: () => void;
  onFull: () => void;
}

function Bar({ wall, act, cameras, selected, tour, ownWindow, listOpen, onList, onFull }: BarProps) {
  const openWindow = () => {
    const name = String(Date.now() % 1000);
    window.open(`/wall/window?name=${name}`, `beadle-wall-${name}`, "popup");
  };
  return (
    <div className={classes["bar"]}>
      <CallBox cameras={cameras} onCall={(camera) => { tour.stop(); act({ type: "call", camera: camera.id }); }} />
      <span className={classes["spacer"]} />
      <span className={classes["wide"]}><ShapePicker value={wall.shape} onChange={(shape) => { tour.stop(); act({ type: "shape", shape }); }} /></span>
      <LayoutMenu wall={wall} onLoad={(layout) => {
        const next = layoutAct(layout);
        const room = next.type === "fill" ? shapeNamed(next.shape).cells.length : 0;
        const many = layout.tiles.filter((one) => one !== null);
        if (next.type === "fill" && layout.tour_seconds !== null && many.length > room) {
          tour.start({ cameras: many, seconds: layout.tour_seconds, shape: next.shape });
          return;
        }
        tour.stop();
        act(next);
      }} />
      <TourMenu tour={tour} cameras={cameras} selected={selected} shape={wall.shape} />
      {!ownWindow && (
        <Tooltip label="Wall in a window of its own">
          <ActionIcon className={classes["wide"] ?? ""} aria-label="Open the wall in a window of its own" onClick={openWindow}>
            <IconAppWindow size={19} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label="Full screen (F)">
        <ActionIcon aria-label="Full screen" onClick={onFull}><IconMaximize size={19} aria-hidden /></ActionIcon>
      </Tooltip>
      <Tooltip label={listOpen ? "Hide the list of cameras" : "Show the list of cameras"}>
        <ActionIcon aria-label="List of cameras" aria-pressed={listOpen} onClick={onList}><IconLayoutSidebarRight size={19} aria-hidden /></ActionIcon>
      </Tooltip>
    </div>
  );
}

function useWall(windowName: string, cameras: readonly Camera[] | undefined) {
  const [params] = useSearchParams();
  const asked = useMemo(() => params.getAll("camera"), [params]);
  const [wall, act] = useReducer(wallReducer, null, () => (asked.length === 0 ? readWall(windowName) : null) ?? emptyWall("4"));
  const filled = useRef(wall.tiles.some((one) => one !== null));
  const { data: layouts, isError: withoutLayouts } = useLayouts().layouts;
  useEffect(() => {
    if (cameras === undefined || filled.current || (layouts === undefined && !withoutLayouts)) return;
    filled.current = true;
    act(firstWall(cameras, layouts ?? [], asked));
  }, [cameras, layouts, withoutLayouts, asked]);
  useEffect(() => { if (filled.current) keepWall(windowName, wall); }, [windowName, wall]);
  return { wall, act };
}

interface WallProps { windowName: string; ownWindow?: boolean }

/** The live wall: call box, shapes, layouts and tours over the tiles, and a list of cameras beside them. */
export function Wall({ windowName, ownWindow = false }: WallProps) {
  const query = useCameras();
  const navigate = useNavigate();
  const mayReplay = useCan("footage.replay");
  const locked = useLocked();
  const { wall, act } = useWall(windowName, query.data);
  const [listOpen, setListOpen] = useState(!ownWindow);
  const root = useRef<HTMLDivElement>(null);
  const show = useCallback((shape: WallState["shape"], ids: readonly (string | null)[]) => { act({ type: "fill", shape, cameras: ids }); }, [act]);
  const tour = useTour(show);
  const cameras = query.data ?? [];
  const byId = useMemo(() => new Map(query.data?.map((one) => [one.id, one]) ?? []), [query.data]);
  const selected = byId.get(wall.tiles[wall.selected] ?? "") ?? null;
  const full = () => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void root.current?.requestFullscreen();
  };
  useWallKeys({
    wall, act, full, mayReplay, tourRunning: tour.tour !== null, stopTour: tour.stop,
    openPlayback: (camera) => { void navigate(`/playback?camera=${camera}`); },
  });
  if (query.isError && query.data === undefined) return <ErrorNote error={query.error} what="The cameras could not be read" retry={() => { void query.refetch(); }} />;
  if (query.data?.length === 0) return <EmptyState title="There is no camera yet.">Add cameras under Cameras; they then appear here.</EmptyState>;
  return (
    <div ref={root} className={classes["wall"]}>
      {!locked && <Bar wall={wall} act={act} cameras={cameras} selected={selected} tour={tour} ownWindow={ownWindow} listOpen={listOpen}
        onList={() => { setListOpen((was) => !was); }} onFull={full} />}
      <WallGrid wall={wall} act={act} cameras={byId} mayReplay={mayReplay} />
      {listOpen && !locked && (
        <CameraList cameras={cameras} tiles={wall.tiles} onShow={(camera) => { tour.stop(); act({ type: "call", camera }); }}
          onFill={(found) => { tour.stop(); act({ type: "fill", shape: wall.shape, cameras: found.map((one) => one.id) }); }} />
      )}
    </div>
  );
}
