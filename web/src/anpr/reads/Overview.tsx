import { useState } from "react";

import { overviewUrl } from "@/api/plates";
import type { Read } from "@/api/platesTypes";
import { formatClock } from "@/ui/london";

import { Picture } from "../ui/Picture";
import classes from "./Reads.module.css";
import { cameraWords } from "./words";

/** The whole picture with a frame around the plate. */
export function Overview({ read, look }: { read: Read; look: string }) {
  const [size, setSize] = useState<{ src: string; width: number; height: number } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const src = overviewUrl(read, look);
  if (!read.has_overview || failed === src) return <Picture src={null} alt="" width={16} height={9} wide />;
  const { box } = read;
  const frame = box && size?.src === src ? {
    left: `${String((box.x / size.width) * 100)}%`, top: `${String((box.y / size.height) * 100)}%`,
    width: `${String((box.width / size.width) * 100)}%`, height: `${String((box.height / size.height) * 100)}%`,
  } : null;
  return (
    <div className={classes["overview"]} style={size?.src === src ? { aspectRatio: `${String(size.width)} / ${String(size.height)}` } : undefined}>
      <img src={src} alt={`${cameraWords(read)} at ${formatClock(read.at)}: the vehicle, its plate framed`} decoding="async" onError={() => { setFailed(src); }}
        onLoad={({ currentTarget }) => { setSize({ src, width: currentTarget.naturalWidth, height: currentTarget.naturalHeight }); }} />
      {frame && <span className={classes["box"]} style={frame} aria-hidden />}
    </div>
  );
}
