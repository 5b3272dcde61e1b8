import { ActionIcon, Button, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";

import { events } from "@/api/events";
import { overviewUrl, patchUrl, useHit } from "@/api/plates";
import type { Hit } from "@/api/platesTypes";
import { formatClock } from "@/ui/london";
import { StateBadge } from "@/ui/StateBadge";
import { plural } from "@/ui/words";

import { spelled } from "../plate/text";
import { Plate } from "../plate/Plate";
import { cameraWords, differences, shortDirection } from "../reads/words";
import { Picture } from "../ui/Picture";
import classes from "./Hits.module.css";
import { HitHead } from "./HitHead";
import { compared, PRIORITIES } from "./words";

const SHOWN = 3;
const KEPT = 50;
const PLATE = { width: 196, height: 60 } as const;
const WHOLE = { width: 178, height: 112 } as const;

/** Sure ones before possible ones, newer before older. */
export const inOrder = (hits: readonly Hit[]): Hit[] =>
  [...hits].sort((a, b) => Number(b.exact) - Number(a.exact) || b.raised_at.localeCompare(a.raised_at));

function Card({ hit, onClose }: { hit: Hit; onClose: () => void }) {
  // The news itself carries no look at pictures: whoever sees the card fetches the hit, which is written down.
  const fetched = useHit(hit.id);
  const look = fetched.data?.look ?? "";
  const waiting = fetched.isPending;
  const { read, entry } = hit;
  const pairs = hit.exact ? null : compared(read.plate, entry.plate);
  const marked = pairs ? differences(read.plate, entry.plate) : undefined;
  const patch = waiting ? <span className={classes["frame"]} style={PLATE} /> : <Picture src={look !== "" && read.has_patch ? patchUrl(read, look) : null} alt="The plate as the camera saw it" {...PLATE} />;
  return (
    <article className={classes["card"]} data-exact={hit.exact || undefined} aria-label={`${hit.exact ? "Hit" : "Possible hit"} ${spelled(read.plate)}`}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <HitHead hit={hit} />
        <ActionIcon size={28} aria-label={`Put away: ${spelled(read.plate)}`} onClick={onClose}><IconX size={17} aria-hidden /></ActionIcon>
      </Group>
      <div className={classes["cardBody"]}>
        <div className={classes["cardPlates"]}>
          <Plate text={read.plate} direction={read.direction} size="lg" marked={marked} />
          {!hit.exact && <span className={classes["listed"]}>listed <Plate text={entry.plate} direction={read.direction} size="sm" marked={marked} /></span>}
          {hit.exact && patch}
        </div>
        {hit.exact ? (waiting ? <span className={classes["frame"]} style={WHOLE} /> : <Picture src={look !== "" && read.has_overview ? overviewUrl(read, look) : null} alt="The vehicle" {...WHOLE} />) : patch}
      </div>
      <p className={classes["cardWords"]}><strong>{entry.list}</strong>: {entry.reason}</p>
      <p className={classes["cardFacts"]}>
        <StateBadge {...PRIORITIES[entry.priority]} label={`${PRIORITIES[entry.priority].label} priority`} />
        <span>{cameraWords(read)}</span><span>{shortDirection(read.direction)}</span><time dateTime={read.at}>{formatClock(read.at)}</time>
      </p>
      <Button component={Link} to={`/plates/hits/${hit.id}`} onClick={onClose} fullWidth variant={hit.exact ? "filled" : "default"}>Look and decide</Button>
    </article>
  );
}

/** A hit is shown wherever one is, within the second. The alarms in the bar sound and say it; this shows it. */
export default function HitAlerts({ hidden }: { hidden: boolean }) {
  const [hits, setHits] = useState<Hit[]>([]);
  const { pathname } = useLocation();
  useEffect(() => events.listen((event) => {
    if (event.kind === "plates.hit" && event.body.hit.state === "new") setHits((list) => inOrder([event.body.hit, ...list.filter((one) => one.id !== event.body.hit_id)]).slice(0, KEPT));
    if (event.kind === "plates.hit_changed") setHits((list) => list.filter((one) => one.id !== event.body.hit_id));
  }), []);
  const close = (id: string) => { setHits((list) => list.filter((one) => one.id !== id)); };
  // On the screen of hits itself the queue shows them.
  const shown = hidden || pathname.startsWith("/plates/hits") ? [] : hits;
  const possible = shown.find((hit) => !hit.exact);
  return (
    <>
      <span role="status" className="b-visually-hidden">{possible ? `Possible hit: ${spelled(possible.read.plate)} at ${possible.read.camera}. Compare the plate with your own eyes.` : ""}</span>
      {shown.length > 0 && (
        <section className={classes["alerts"]} aria-label="Hits of hotlists">
          {shown.slice(0, SHOWN).map((hit) => <Card key={hit.id} hit={hit} onClose={() => { close(hit.id); }} />)}
          {shown.length > SHOWN && <Button component={Link} to="/plates/hits" variant="default" onClick={() => { setHits([]); }}>{plural(shown.length - SHOWN, "more hit")}</Button>}
        </section>
      )}
    </>
  );
}
