import { ActionIcon, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { IconSearch, IconSquarePlus } from "@tabler/icons-react";
import { memo, useMemo, useState } from "react";

import type { Camera } from "@/api/types";
import { CameraStateBadge } from "@/ui/StateBadge";

import classes from "./Wall.module.css";
import { DRAG_CAMERA } from "./WallTile";

/** Cameras whose number starts with, or whose name or place contains, what was typed. */
export function findCameras(cameras: readonly Camera[], typed: string): readonly Camera[] {
  const words = typed.trim().toLowerCase();
  if (words === "") return cameras;
  if (/^\d+$/.test(words)) return cameras.filter((one) => String(one.number).startsWith(words));
  return cameras.filter((one) => `${one.name} ${one.site_name ?? ""}`.toLowerCase().includes(words));
}

interface RowProps { camera: Camera; shown: boolean; onShow: (camera: string) => void }

const Row = memo(function Row({ camera, shown, onShow }: RowProps) {
  const show = () => { onShow(camera.id); };
  return (
    <li className={classes["row"]}>
      <UnstyledButton className={classes["pick"]} data-shown={shown || undefined} draggable onClick={show}
        onDragStart={(event) => { event.dataTransfer.setData(DRAG_CAMERA, camera.id); }}>
        <span className={classes["no"]}>{camera.number}</span>{" "}
        <span className={classes["who"]}>{camera.name}</span>{" "}
        <span className={classes["mark"]}><CameraStateBadge health={camera.health} compact /></span>
        <span className="b-visually-hidden">{shown ? ", on the wall" : ", show on the wall"}</span>
      </UnstyledButton>
    </li>
  );
});

interface ListProps {
  cameras: readonly Camera[];
  tiles: readonly (string | null)[];
  onShow: (camera: string) => void;
  onFill: (cameras: readonly Camera[]) => void;
}

/** Every camera, to be pressed or dragged onto the wall. */
export function CameraList({ cameras, tiles, onShow, onFill }: ListProps) {
  const [typed, setTyped] = useState("");
  const found = useMemo(() => findCameras(cameras, typed), [cameras, typed]);
  const shown = useMemo(() => new Set(tiles), [tiles]);
  return (
    <aside className={classes["list"]} aria-label="Cameras">
      <div className={classes["listHead"]}>
        <TextInput size="xs" aria-label="Find a camera for the wall" placeholder="Number, name or place" value={typed} leftSection={<IconSearch size={15} aria-hidden />}
          onChange={(event) => { setTyped(event.currentTarget.value); }}
          rightSection={
            <Tooltip label="Fill the wall with these">
              <ActionIcon size={24} aria-label={`Fill the wall with these ${String(found.length)} cameras`} onClick={() => { onFill(found); }}>
                <IconSquarePlus size={17} aria-hidden />
              </ActionIcon>
            </Tooltip>
          } />
      </div>
      <ul className={classes["rows"]}>
        {found.map((camera) => <Row key={camera.id} camera={camera} shown={shown.has(camera.id)} onShow={onShow} />)}
        {found.length === 0 && <li className={classes["empty"]}>No camera matches.</li>}
      </ul>
    </aside>
  );
}
