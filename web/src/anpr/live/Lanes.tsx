import { memo, useMemo } from "react";

import { patchUrl } from "@/api/plates";
import { formatClock } from "@/ui/london";
import { StateBadge } from "@/ui/StateBadge";
import { plural } from "@/ui/words";

import { HitMark } from "../hits/HitMark";
import { Plate } from "../plate/Plate";
import { percent, sureness } from "../plate/text";
import { cameraWords } from "../reads/words";
import { Picture } from "../ui/Picture";
import classes from "./Live.module.css";
import type { Entry } from "./ReadFeed";
import { DirectionSign } from "./ReadRow";

const IN_A_LANE = 12;

export interface Lane { camera: string; name: string; site: string; entries: readonly Entry[]; all: number }
/** The reads of each camera, cameras in the order of their numbers. */
export function lanesOf(entries: readonly Entry[]): Lane[] {
  const found = new Map<string, Entry[]>();
  for (const entry of entries) found.set(entry.read.camera_id, [...(found.get(entry.read.camera_id) ?? []), entry]);
  return [...found.values()]
    .map((list) => ({ list, first: (list[0] as Entry).read }))
    .sort((a, b) => a.first.camera_number - b.first.camera_number)
    .map(({ list, first }) => ({ camera: first.camera_id, name: cameraWords(first), site: first.site, entries: list.slice(0, IN_A_LANE), all: list.length }));
}

const Card = memo(function Card({ entry, chosen, onChoose }: { entry: Entry; chosen: boolean; onChoose: (id: string) => void }) {
  const { read, look } = entry;
  const { label, tone } = sureness(read.confidence);
  return (
    <li data-hit={read.hit ? (read.hit.exact ? "exact" : "possible") : undefined} className={classes["item"]}>
      <button type="button" className={classes["card"]} data-read={read.id} aria-pressed={chosen} onClick={() => { onChoose(read.id); }}>
        <Picture src={read.has_patch ? patchUrl(read, look) : null} alt="" width={132} height={40} />
        <span className={classes["cardWords"]}>
          <Plate text={read.plate} direction={read.direction} size="sm" characters={read.characters} provisional={!read.final} />
          <span className={classes["cardLine"]}>
            <time dateTime={read.at}>{formatClock(read.at)}</time>
            {read.hit ? <HitMark hit={read.hit} /> : <StateBadge tone={read.final ? tone : "warn"} label={read.final ? `${label} ${percent(read.confidence)}` : "Provisional"} />}
            <DirectionSign direction={read.direction} compact />
          </span>
        </span>
      </button>
    </li>
  );
});

/** A column for each camera. */
export function Lanes({ entries, chosen, onChoose }: { entries: readonly Entry[]; chosen: string | null; onChoose: (id: string) => void }) {
  const lanes = useMemo(() => lanesOf(entries), [entries]);
  return (
    <div className={classes["lanes"]} tabIndex={0} role="region" aria-label="Reads by camera">
      {lanes.map((lane) => (
        <section key={lane.camera} className={classes["lane"]} aria-label={lane.name}>
          <h2 className={classes["laneName"]}>{lane.name} <span className="b-dim">{plural(lane.all, "read")} here</span></h2>
          <ul className="b-bare-list">{lane.entries.map((entry) => <Card key={entry.read.id} entry={entry} chosen={entry.read.id === chosen} onChoose={onChoose} />)}</ul>
        </section>
      ))}
    </div>
  );
}
