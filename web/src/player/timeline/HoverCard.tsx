import { Portal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

import { thumbnailUrl } from "@/api/video";
import { formatTime, toIso } from "@/ui/london";

import { describe, gapAt, type Row } from "./marks";
import classes from "./Timeline.module.css";
import type { Hover } from "./useGestures";

const SETTLE_MS = 120;
const CARD = 176;

interface CardProps { hover: Hover; camera: { id: string; name: string; number: number }; row: Row | undefined; width: number; step: number }

function Thumbnail({ camera, at }: { camera: string; at: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  const url = thumbnailUrl(camera, at);
  if (broken === url) return <span className={classes["blank"]} />;
  return <img src={url} alt="" width={162} height={100} onError={() => { setBroken(url); }} />;
}

/** What is at the pointer: a thumbnail, the time, and what is recorded there. */
export function HoverCard({ hover, camera, row, width, step }: CardProps) {
  // One picture for each step of the grid: a small move of the pointer asks for nothing new.
  const time = Math.floor(hover.time / step) * step;
  const at = toIso(Math.round(time * 1000));
  const [settled] = useDebouncedValue(at, SETTLE_MS);
  const left = Math.min(Math.max(0, hover.x - CARD / 2), Math.max(0, width - CARD));
  const pictured = row !== undefined && gapAt(row, hover.time) === null && describe(row, hover.time).startsWith("Recorded");
  return (
    <Portal>
      <div className={classes["card"]} style={{ left: Math.round(hover.left + left), bottom: `calc(100vh - ${String(Math.round(hover.top - 6))}px)` }}>
        {pictured ? <Thumbnail camera={camera.id} at={settled} /> : <span className={classes["blank"]} />}
        <time>{formatTime(hover.time * 1000)}</time>
        <p>{camera.number} {camera.name}</p>
        <p>{describe(row, hover.time)}</p>
      </div>
    </Portal>
  );
}
