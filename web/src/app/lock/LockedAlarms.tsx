import { IconBellRinging } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { events } from "@/api/events";
import { plural } from "@/ui/words";

import { useAlarms } from "../alarms";
import { useNewAlarms } from "../useNewAlarms";
import classes from "./LockScreen.module.css";

/**
 * Alarms go on while a desk is locked: how many there are, and the chime for a new one. Which they are stays hidden.
 * Under the wall the events link runs already; elsewhere the screen that had it is asleep.
 */
export function LockedAlarms({ wall }: { wall: boolean }) {
  const cache = useQueryClient();
  useEffect(() => (wall ? undefined : events.start(cache)), [cache, wall]);
  const { alarms, ready } = useAlarms();
  const fresh = useNewAlarms(alarms, ready);
  return (
    <>
      {alarms.length > 0 && <p className={classes["alarms"]}><IconBellRinging size={18} stroke={1.8} aria-hidden /> {plural(alarms.length, "alarm")}</p>}
      <span role="alert" className="b-visually-hidden">{fresh.length > 0 ? `New: ${plural(fresh.length, "alarm")}` : ""}</span>
    </>
  );
}
