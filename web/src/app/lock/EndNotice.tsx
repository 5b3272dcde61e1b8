import { Button } from "@mantine/core";
import { IconHourglassLow } from "@tabler/icons-react";

import { useSession, useSignOut } from "@/api/session";
import { formatClock } from "@/ui/london";
import { useNow } from "@/ui/useNow";

import classes from "../ConnectionBanner.module.css";
import { endStep } from "./presence";

/** Ten minutes before a session's absolute end: when it ends, and that nothing is lost by signing in again now. */
export function EndNotice() {
  const session = useSession();
  const now = useNow(15_000);
  const signOut = useSignOut();
  const near = session !== null && endStep(Date.parse(session.ends_at), now) === "near";
  return (
    <div role="status">
      {near && (
        <div className={classes["banner"]}>
          <IconHourglassLow size={18} aria-hidden />
          <span><strong>Your session ends at {formatClock(session.ends_at, false)}.</strong> Finish what you are typing, then sign in again: you come back to this screen.</span>
          <Button size="compact-sm" variant="default" loading={signOut.isPending} onClick={() => { signOut.mutate(); }}>Sign in again now</Button>
        </div>
      )}
    </div>
  );
}
