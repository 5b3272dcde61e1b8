import { formatClock, formatDate, zoneName } from "@/ui/london";
import { useNow } from "@/ui/useNow";

import classes from "./TopBar.module.css";

/** London's date and time with seconds and zone. Not a live region: it would never stop talking. */
export function Clock() {
  const now = useNow(1000);
  const [minutes, seconds] = [formatClock(now, false), formatClock(now).slice(5)];
  return (
    <time className={classes["clock"]} dateTime={new Date(now).toISOString().slice(0, 19) + "Z"} title="Time in London">
      <span className={classes["date"]}>{formatDate(now)}</span>
      <span className={classes["time"]}>{minutes}<span className={classes["seconds"]}>{seconds}</span></span>
      <span className={classes["zone"]}>{zoneName(now)}</span>
    </time>
  );
}
