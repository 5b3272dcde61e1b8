import { IconDeviceDesktop } from "@tabler/icons-react";

import { useSignOutEverywhere } from "@/api/session";
import type { Security } from "@/api/signinTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";

import { methodName } from "./security";
import classes from "./Security.module.css";

/** Where one is signed in, and the way to end it all at once. */
export function SessionsPanel({ security }: { security: Security }) {
  const leave = useSignOutEverywhere();
  return (
    <Panel title="Where you are signed in" flush actions={(
      <ConfirmButton size="compact-sm" question="Sign out everywhere?" confirm="Sign out everywhere" run={() => leave.mutateAsync()}
        consequence="Every desk and phone where you are signed in stops within seconds, this one too, with any picture that it shows.">
        Sign out everywhere
      </ConfirmButton>
    )}>
      <ul className={classes["rows"]}>
        {security.sessions.map((session) => (
          <li key={session.id} className={classes["row"]}>
            <IconDeviceDesktop size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
            <div className={classes["what"]}>
              <strong>{session.current ? "This browser" : session.address || "This machine"}{session.locked ? ", locked" : ""}</strong>
              <span className="b-dim">
                {session.current && session.address ? `${session.address}, ` : ""}{methodName(session.method)}, since <TimeText at={session.created_at} seconds={false} />, last used <TimeText at={session.seen_at} ago />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
