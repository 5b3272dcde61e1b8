import { IconArrowDown, IconArrowUp, IconHelp } from "@tabler/icons-react";
import { memo } from "react";

import { patchUrl } from "@/api/plates";
import { StateBadge } from "@/ui/StateBadge";
import { formatClock } from "@/ui/london";

import { Plate } from "../plate/Plate";
import { cameraWords, readState, shortDirection, vehicleWords } from "../reads/words";
import { HitMark } from "../hits/HitMark";
import { Picture } from "../ui/Picture";
import { Sure } from "../ui/Sure";
import classes from "./Live.module.css";
import type { Entry } from "./ReadFeed";

const ARROWS = { towards: IconArrowDown, away: IconArrowUp } as const;
export function DirectionSign({ direction, compact = false }: { direction: string; compact?: boolean }) {
  const Shape = (ARROWS as Partial<Record<string, typeof IconHelp>>)[direction] ?? IconHelp;
  const word = shortDirection(direction);
  return <span className={classes["direction"]} title={compact ? word : undefined}><Shape size={16} aria-hidden /> <span className={compact ? "b-visually-hidden" : undefined}>{word}</span></span>;
}

interface RowProps { entry: Entry; chosen: boolean; onChoose: (id: string) => void }

/** One read on one line; the whole line opens it. Drawn anew only when the read itself changes. */
export const ReadRow = memo(function ReadRow({ entry, chosen, onChoose }: RowProps) {
  const { read, look } = entry;
  const state = readState(read);
  return (
    <li className={classes["item"]} data-hit={read.hit ? (read.hit.exact ? "exact" : "possible") : undefined}>
      <button type="button" className={classes["row"]} data-read={read.id} aria-pressed={chosen} onClick={() => { onChoose(read.id); }}>
        <time className={classes["time"]} dateTime={read.at}>{formatClock(read.at)}</time>
        <Picture src={read.has_patch ? patchUrl(read, look) : null} alt="" width={108} height={32} />
        <span className={classes["plate"]}><Plate text={read.plate} direction={read.direction} characters={read.characters} provisional={!read.final} /></span>
        <span className={classes["sure"]}><Sure text={read.plate} confidence={read.confidence} characters={read.characters} /></span>
        <span className={classes["camera"]}>{cameraWords(read)}</span>
        <DirectionSign direction={read.direction} />
        <span className={classes["vehicle"]}>{vehicleWords(read)}</span>
        <span className={classes["state"]}>{read.hit ? <HitMark hit={read.hit} /> : <StateBadge tone={state.tone} label={state.label} title={state.meaning} />}</span>
      </button>
    </li>
  );
});
