import { Button, Group } from "@mantine/core";
import { IconLock, IconPlayerPlay, IconRoute, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";

import { patchUrl } from "@/api/plates";
import type { Read } from "@/api/platesTypes";
import { useCan } from "@/api/session";
import { Facts } from "@/ui/Facts";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import { HitMark } from "../hits/HitMark";
import { Plate } from "../plate/Plate";
import { characterWords, directionWords, grammarWords, grouped, percent } from "../plate/text";
import { Picture } from "../ui/Picture";
import { Sure } from "../ui/Sure";
import { HoldRead } from "./HoldRead";
import { Overview } from "./Overview";
import classes from "./Reads.module.css";
import { cameraWords, differences, playbackLink, readState, sourceWords, vehicleWords } from "./words";

/** Other ways to read it, each with what it differs in. */
function Candidates({ read }: { read: Read }) {
  if (read.candidates.length === 0) return <p className="b-dim">Only one way to read it was given.</p>;
  return (
    <ol className={classes["candidates"]}>
      {read.candidates.map(({ text, probability }) => (
        <li key={text}>
          <Plate text={text} direction={read.direction} size="sm" marked={text === read.plate ? undefined : differences(text, read.plate)} />
          <span className={classes["meter"]} aria-hidden><span style={{ width: `${String(Math.max(1, probability * 100))}%` }} /></span>
          <span className="b-mono">{percent(probability)}</span>
        </li>
      ))}
    </ol>
  );
}

function Ways({ read }: { read: Read }) {
  const [holding, setHolding] = useState(false);
  const maySearch = useCan("plates.search");
  const mayReplay = useCan("footage.replay");
  const mayHold = useCan("plates.review");
  const query = new URLSearchParams({ plate: read.plate }).toString();
  return (
    <Group gap="xs">
      {mayReplay && <Button component={Link} to={playbackLink(read)} size="xs" variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />}>Play back this moment</Button>}
      {maySearch && <Button component={Link} to={`/plates/search?${query}`} size="xs" variant="default" leftSection={<IconSearch size={16} aria-hidden />}>Search this plate</Button>}
      {maySearch && <Button component={Link} to={`/plates/journey?${query}`} size="xs" variant="default" leftSection={<IconRoute size={16} aria-hidden />}>Its journey</Button>}
      {mayHold && <Button size="xs" variant="default" leftSection={<IconLock size={16} aria-hidden />} onClick={() => { setHolding(true); }}>Hold this read</Button>}
      {holding && <HoldRead read={read} onClose={() => { setHolding(false); }} />}
    </Group>
  );
}

/** One read in full: pictures, every way to read it, and where to go from here. */
export function ReadView({ read, look }: { read: Read; look: string }) {
  const state = readState(read);
  return (
    <div className={classes["view"]}>
      <div className={classes["head"]}>
        <Plate text={read.plate} direction={read.direction} size="xl" characters={read.characters} provisional={!read.final} />
        <div className={classes["headWords"]}>
          <Sure text={read.plate} confidence={read.confidence} characters={read.characters} />
          <span className={classes["badges"]}>
            <StateBadge tone={state.tone} label={state.label} title={state.meaning} />
            {read.hit && <Link to={`/plates/hits/${read.hit.id}`}><HitMark hit={read.hit} /></Link>}
          </span>
        </div>
      </div>
      <div className={classes["pictures"]}>
        <Overview read={read} look={look} />
        <Picture src={read.has_patch ? patchUrl(read, look) : null} alt={`The plate as the camera saw it, read as ${grouped(read.plate)}`} width={420} height={120} wide />
      </div>
      <Ways read={read} />
      <div className={classes["facts"]}><Facts facts={[
        { label: "Camera", value: cameraWords(read) },
        { label: "Time", value: <TimeText at={read.at} zone /> },
        { label: "Direction", value: [directionWords(read.direction), read.lane === null ? "" : `lane ${String(read.lane)}`].filter(Boolean).join(", ") },
        { label: "Form", value: `${grammarWords(read.grammar)}${read.ambiguous ? "; could also be another" : ""}` },
        { label: "Vehicle", value: vehicleWords(read) },
        { label: "Read by", value: sourceWords(read) },
        { label: "The camera's clock", value: read.camera_at === null ? "not told" : <TimeText at={read.camera_at} /> },
        { label: "Reached Beadle", value: <TimeText at={read.received_at} /> },
      ]} /></div>
      <section aria-label="Ways to read it">
        <h2 className={classes["sub"]}>Ways to read it</h2>
        <Candidates read={read} />
        <p className={classes["characters"]}>{characterWords(read.plate, read.characters)}</p>
      </section>
    </div>
  );
}

