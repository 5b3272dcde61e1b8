import { IconAlertTriangle, IconArrowDown, IconLink } from "@tabler/icons-react";

import { patchUrl } from "@/api/plates";
import type { Journey, Leg, Pass } from "@/api/platesTypes";
import { formatDuration } from "@/ui/london";
import { TimeText } from "@/ui/TimeText";

import { Plate } from "../plate/Plate";
import { cameraWords, shortDirection } from "../reads/words";
import { Picture } from "../ui/Picture";
import classes from "./Journey.module.css";
import { distanceWords, isSuspect, oddWords, usualWords } from "./words";

function Way({ leg }: { leg: Leg }) {
  return (
    <div className={classes["leg"]} data-odd={leg.odd || undefined}>
      <IconArrowDown size={16} aria-hidden />
      <span><strong>{formatDuration(leg.seconds)}</strong>{leg.metres !== null && leg.metres > 0 && <>, at least {distanceWords(leg.metres)}</>}{leg.kmh !== null && leg.kmh > 0 && <>, at least {Math.round(leg.kmh)} km/h</>}</span>
      <span className="b-dim">{usualWords(leg)}</span>
      {leg.odd && <span className={classes["odd"]}><IconAlertTriangle size={15} aria-hidden /> <strong>Odd.</strong> {oddWords(leg)}</span>}
    </div>
  );
}

interface PassesProps { journey: Journey; chosen: string | null; onChoose: (pass: Pass) => void; onOpen: (pass: Pass) => void }

/** Each pass in order, with the way between two. */
export function Passes({ journey, chosen, onChoose, onOpen }: PassesProps) {
  return (
    <ol className={classes["passes"]}>
      {journey.passes.map((pass, index) => {
        // Passes at the same camera one after the other have no leg between them.
        const leg = journey.legs.find((one) => one.arrives === pass.read.id);
        const { read } = pass;
        return (
          <li key={read.id}>
            {leg && <Way leg={leg} />}
            <div className={classes["pass"]} data-chosen={read.camera_id === chosen || undefined} data-suspect={isSuspect(pass, journey.clone) || undefined} onMouseEnter={() => { onChoose(pass); }}>
              <button type="button" className={classes["open"]} onClick={() => { onOpen(pass); }} onFocus={() => { onChoose(pass); }}>
                <span className={classes["number"]} aria-hidden>{index + 1}</span>
                <Picture src={read.has_patch ? patchUrl(read, journey.look ?? "") : null} alt="" width={96} height={30} />
                <Plate text={read.plate} direction={read.direction} size="sm" />
                <span className={classes["where"]}><strong>{cameraWords(read)}</strong><span className="b-dim"><TimeText at={read.at} />{read.direction !== "unknown" && `, ${shortDirection(read.direction).toLowerCase()}`}</span></span>
              </button>
              {pass.joined_because !== null && <p className={classes["joined"]}><IconLink size={15} aria-hidden /> Joined, though it was read otherwise: {pass.joined_because}.</p>}
              {isSuspect(pass, journey.clone) && <p className={classes["joined"]}><IconAlertTriangle size={15} aria-hidden /> One of the two reads that do not go together.</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
