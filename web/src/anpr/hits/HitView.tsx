import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "react-router";

import { patchUrl } from "@/api/plates";
import type { Hit } from "@/api/platesTypes";
import { useCan } from "@/api/session";
import { Facts } from "@/ui/Facts";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import { directionWords } from "../plate/text";
import { Overview } from "../reads/Overview";
import { cameraWords, playbackLink } from "../reads/words";
import { Picture } from "../ui/Picture";
import { Compared } from "./Compared";
import { Decide } from "./Decide";
import { HitHead } from "./HitHead";
import classes from "./Hits.module.css";
import { HIT_STATES, isOpen, PRIORITIES } from "./words";

function Outcome({ hit }: { hit: Hit }) {
  const { label, tone } = HIT_STATES[hit.state];
  return (
    <div className={classes["outcome"]}>
      <StateBadge tone={tone} label={label} />
      {hit.decided_at !== null && <p>{hit.decided_by}{hit.second_by ? ` and ${hit.second_by}` : ""}, <TimeText at={hit.decided_at} />: {hit.remark ?? ""}</p>}
    </div>
  );
}

/** One hit in full, and the place to decide on it. */
export function HitView({ hit, onDone }: { hit: Hit; onDone?: () => void }) {
  const { read, entry } = hit;
  const mayDecide = useCan("plates.confirm");
  const mayReplay = useCan("footage.replay");
  const priority = PRIORITIES[entry.priority];
  return (
    <div className={classes["view"]}>
      <HitHead hit={hit} />
      <Compared hit={hit} />
      <div className={classes["pictures"]}>
        <Picture src={read.has_patch ? patchUrl(read, hit.look ?? "") : null} alt="The plate as the camera saw it" width={420} height={104} wide />
        <Overview read={read} look={hit.look ?? ""} />
      </div>
      {mayReplay && <div><Button component={Link} to={playbackLink(read)} size="xs" variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />}>Play back this moment</Button></div>}
      {!isOpen(hit) || hit.state === "awaiting_second" ? <Outcome hit={hit} /> : null}
      {isOpen(hit) && (mayDecide
        ? <Decide key={hit.id} hit={hit} {...(onDone ? { onDone } : {})} />
        : <p className="b-dim">A person with the right to decide on hits confirms or refuses it. Yours does not include that.</p>)}
      <div className={classes["facts"]}>
        <Facts facts={[
          { label: "List", value: entry.list },
          { label: "Reason", value: entry.reason },
          { label: "Priority", value: <StateBadge {...priority} /> },
          { label: "Owner of the entry", value: entry.owner },
          { label: "Reference", value: entry.reference },
          { label: "Entry ends", value: entry.expires_at === null ? "no end" : <TimeText at={entry.expires_at} seconds={false} /> },
          { label: "Camera", value: cameraWords(read) },
          { label: "Passed", value: <TimeText at={read.at} zone /> },
          { label: "Direction", value: directionWords(read.direction) },
        ]} />
      </div>
    </div>
  );
}
