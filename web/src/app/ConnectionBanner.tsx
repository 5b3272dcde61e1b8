import { IconPlugConnectedX } from "@tabler/icons-react";

import { useLinkState } from "@/api/events";

import classes from "./ConnectionBanner.module.css";

/** Says that the server is away, and that recording does not depend on this desk. */
export function ConnectionBanner() {
  const away = useLinkState() === "away";
  return (
    <div role="status">
      {away && (
        <p className={classes["banner"]}>
          <IconPlugConnectedX size={18} aria-hidden />
          <span><strong>The server does not answer. Reconnecting...</strong> Pictures on the wall may go on; states and alarms on this screen may be old. Recording does not depend on this desk.</span>
        </p>
      )}
    </div>
  );
}
