import { Button, Group, Text } from "@mantine/core";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";

import type { Corner } from "@/api/platesTypes";
import { stillUrl } from "@/api/video";
import { useNow } from "@/ui/useNow";

import { moved, START_REGION, withCorner, withoutCorner } from "./words";
import classes from "./Setup.module.css";

const STEP = 0.01;
const BIG = 0.05;
const KEYS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const BEFORE_MS = 20_000;
const WIDTH = 960;
const whole = (share: number): string => `${String(Math.round(share * 100))} %`;

/** The part of the picture that is read, drawn on a still. Every corner can be dragged, or moved with the arrow keys. */
export function RegionEditor({ camera, region, onChange }: { camera: string; region: readonly Corner[]; onChange: (region: Corner[]) => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [noStill, setNoStill] = useState(false);
  const now = useNow(null);
  const src = stillUrl(camera, new Date(now - BEFORE_MS).toISOString(), WIDTH);
  const drag = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (dragged === null || !box) return;
    onChange(moved(region, dragged, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const way = KEYS[event.key];
    const corner = region[index];
    if (event.key === "Delete") onChange(withoutCorner(region, index));
    if (!way || !corner) return;
    event.preventDefault();
    event.stopPropagation();
    const by = event.shiftKey ? BIG : STEP;
    onChange(moved(region, index, corner[0] + way[0] * by, corner[1] + way[1] * by));
  };
  return (
    <div>
      <Text size="sm" fw={500}>The part of the picture that is read</Text>
      <Text size="xs" c="dimmed" mb={6}>Drag the corners, or focus one and use the arrow keys (with Shift in larger steps, Delete takes it away). A small part is read faster and more surely.</Text>
      <div ref={frame} className={classes["still"]} onPointerMove={drag} onPointerUp={() => { setDragged(null); }} onPointerLeave={() => { setDragged(null); }}>
        {noStill ? <span className={classes["noStill"]}>No recorded picture could be fetched. The corners can be set all the same.</span>
          : <img src={src} alt="The camera's picture a moment ago" draggable={false} onError={() => { setNoStill(true); }} />}
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
          {region.length > 0 && <path className={classes["dim"]} fillRule="evenodd" d={`M0 0H1V1H0Z M${region.map(([x, y]) => `${String(x)} ${String(y)}`).join("L")}Z`} />}
          {region.length > 0 && <polygon className={classes["edge"]} points={region.map((corner) => corner.join(",")).join(" ")} />}
        </svg>
        {region.map(([x, y], index) => (
          <button key={index} type="button" className={classes["corner"]} data-own-arrows style={{ left: `${String(x * 100)}%`, top: `${String(y * 100)}%` }} data-dragged={dragged === index || undefined}
            aria-label={`Corner ${String(index + 1)} of ${String(region.length)}: ${whole(x)} from the left, ${whole(y)} from the top`}
            onPointerDown={(event) => { event.preventDefault(); event.currentTarget.focus(); setDragged(index); }} onKeyDown={(event) => { onKey(event, index); }} />
        ))}
      </div>
      <Group gap="xs" mt="xs">
        {region.length === 0 ? <Button size="compact-sm" variant="default" onClick={() => { onChange([...START_REGION]); }}>Draw a part</Button> : (
          <>
            <Button size="compact-sm" variant="default" onClick={() => { onChange(withCorner(region)); }}>One corner more</Button>
            <Button size="compact-sm" variant="default" onClick={() => { onChange([]); }}>Read the whole picture</Button>
          </>
        )}
        <Text size="sm" c="dimmed">{region.length === 0 ? "The whole picture is read." : `${String(region.length)} corners.`}</Text>
      </Group>
    </div>
  );
}
