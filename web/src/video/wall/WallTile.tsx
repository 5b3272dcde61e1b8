import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconArrowsMaximize, IconArrowsMinimize, IconCircleFilled, IconCircleOff, IconHistory, IconPlayerPlay, IconX,
} from "@tabler/icons-react";
import { useCallback, useState, type CSSProperties, type DragEvent, type ReactNode } from "react";
import { Link } from "react-router";

import type { Camera } from "@/api/types";
import { LivePicture } from "@/player/LivePicture";
import { STREAMS } from "@/player/liveRules";
import type { LiveSnapshot } from "@/player/liveState";
import { ReplayPicture } from "@/player/ReplayPicture";
import { CameraStateBadge } from "@/ui/StateBadge";

import classes from "./Wall.module.css";

export const DRAG_CAMERA = "application/x-beadle-camera";
export const DRAG_TILE = "application/x-beadle-tile";
/** Beyond this a viewer no longer sees what happens as it happens. */
const SLOW_MS = 1000;

interface TileProps {
  index: number;
  camera: Camera | null;
  selected: boolean;
  enlarged: boolean;
  replay: boolean;
  mayReplay: boolean;
  style: CSSProperties;
  onSelect: () => void;
  onEnlarge: (on: boolean) => void;
  onReplay: (on: boolean) => void;
  onRemove: () => void;
  onDropCamera: (camera: string) => void;
  onDropTile: (from: number) => void;
}

const NOT_RECORDING = ["lost", "no_video", "not_recording", "disabled"];

function Recording({ camera }: { camera: Camera }) {
  const on = camera.recorded && camera.enabled && !NOT_RECORDING.includes(camera.health.state);
  return on
    ? <span className={classes["rec"]} title="Being recorded"><IconCircleFilled size={9} aria-hidden /><span>Rec</span></span>
    : <span className={classes["rec"]} data-off title={camera.recorded ? "Nothing reaches the disk now" : "This camera is not meant to be recorded"}>
        <IconCircleOff size={13} aria-hidden /><span>{camera.recorded ? "No rec" : "Live only"}</span>
      </span>;
}

function Latency({ live }: { live: LiveSnapshot | null }) {
  const ms = live?.state.kind === "playing" ? live.latencyMs : null;
  if (ms === null) return <span className={classes["latency"]} aria-label="Delay unknown">-</span>;
  const words = `${(ms / 1000).toFixed(2)} s`;
  const whole = live?.clocksAgree === true;
  const title = whole ? "From the recorder receiving the frame to this screen" : "Delay inside this browser; this machine's clock differs from the server's";
  return <span className={classes["latency"]} data-slow={ms > SLOW_MS || undefined} title={title}>{whole ? words : `>${words}`}</span>;
}

function Tool({ label, children, onClick }: { label: string; children: ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} size={28} color="gray" variant="subtle" onClick={(event) => { event.stopPropagation(); onClick(); }}>{children}</ActionIcon>
    </Tooltip>
  );
}

function Tools({ camera, enlarged, replay, mayReplay, onEnlarge, onReplay, onRemove }: TileProps & { camera: Camera }) {
  return (
    <div className={classes["tools"]} onDoubleClick={(event) => { event.stopPropagation(); }}>
      {mayReplay && (
        <Tool label={replay ? "Back to live (R)" : "Replay the last 30 seconds (R)"} onClick={() => { onReplay(!replay); }}>
          {replay ? <IconPlayerPlay size={18} aria-hidden /> : <IconHistory size={18} aria-hidden />}
        </Tool>
      )}
      {mayReplay && (
        <Tooltip label="Open in playback (P)">
          <ActionIcon component={Link} to={`/playback?camera=${camera.id}`} aria-label={`Open ${camera.name} in playback`} size={28} color="gray" variant="subtle">
            <IconPlayerPlay size={18} style={{ display: replay ? "none" : undefined }} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <Tool label={enlarged ? "Back to the wall (Esc)" : "Enlarge (Enter)"} onClick={() => { onEnlarge(!enlarged); }}>
        {enlarged ? <IconArrowsMinimize size={18} aria-hidden /> : <IconArrowsMaximize size={18} aria-hidden />}
      </Tool>
      <Tool label="Take off the wall (Del)" onClick={onRemove}><IconX size={18} aria-hidden /></Tool>
    </div>
  );
}

function useDrop({ onDropCamera, onDropTile }: TileProps) {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        const { types } = event.dataTransfer;
        if (!types.includes(DRAG_CAMERA) && !types.includes(DRAG_TILE)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => { setOver(false); },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const camera = event.dataTransfer.getData(DRAG_CAMERA);
        const tile = event.dataTransfer.getData(DRAG_TILE);
        if (camera !== "") onDropCamera(camera);
        else if (tile !== "") onDropTile(Number(tile));
      },
    },
  };
}

/** One place on the wall: the picture, and under it who it is, how it is, and how old it is. */
export function WallTile(props: TileProps) {
  const { index, camera, selected, enlarged, replay, style, onSelect, onEnlarge, onReplay } = props;
  const [live, setLive] = useState<LiveSnapshot | null>(null);
  const drop = useDrop(props);
  const back = useCallback(() => { onReplay(false); }, [onReplay]);
  const label = camera === null ? `Tile ${String(index + 1)}, empty` : `Camera ${String(camera.number)}, ${camera.name}`;
  return (
    <section className={classes["tile"]} style={style} aria-label={label} aria-current={selected || undefined}
      data-selected={selected || undefined} data-drop={drop.over || undefined} data-tile={index} tabIndex={selected ? 0 : -1}
      draggable={camera !== null} onDragStart={(event) => { event.dataTransfer.setData(DRAG_TILE, String(index)); }}
      onPointerDown={onSelect} onFocus={onSelect} onDoubleClick={() => { if (camera !== null) onEnlarge(!enlarged); }} {...drop.handlers}>
      <div className={classes["picture"]}>
        {camera === null && <div className={classes["empty"]}><span>{selected ? <>Type a camera number, then <kbd>Enter</kbd></> : "Empty"}</span></div>}
        {camera !== null && replay && <ReplayPicture key={camera.id} camera={camera.id} label={label} onEnd={back} />}
        {camera !== null && !replay && (
          <LivePicture key={camera.id} camera={camera.id} label={label} offered={STREAMS.filter((name) => camera.streams[name])}
            trouble={camera.health.state === "online" ? null : camera.health.detail} onChange={setLive} />
        )}
      </div>
      <div className={classes["strip"]}>
        {camera !== null && (
          <>
            <span className={classes["number"]}>{camera.number}</span>
            <span className={classes["name"]} title={camera.name}>{camera.name}</span>
            <span className={classes["facts"]}>
              <CameraStateBadge health={camera.health} />
              <Recording camera={camera} />
              {replay ? <span className={classes["latency"]}>Replay</span> : <Latency live={live} />}
            </span>
          </>
        )}
      </div>
      {camera !== null && <Tools {...props} camera={camera} />}
    </section>
  );
}
