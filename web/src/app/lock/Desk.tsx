import { useQueryClient } from "@tanstack/react-query";
import { Activity, useEffect, useState, type ReactNode } from "react";
import { useLocation } from "react-router";

import { dropSession, lockSession } from "@/api/session";
import type { SessionInfo } from "@/api/types";
import { useShortcuts } from "@/ui/shortcuts";

import { ChoosePasswordPage } from "../ChoosePasswordPage";
import { EnrolPage } from "../EnrolPage";
import { StepUp } from "../proof/StepUp";
import classes from "./Desk.module.css";
import { EndNotice } from "./EndNotice";
import { LockScreen } from "./LockScreen";
import { endStep } from "./presence";
import { usePresence } from "./usePresence";

/** Longer waits than this overflow a browser's timer. */
const LONGEST_WAIT_MS = 24 * 3600_000;

const isWall = (pathname: string): boolean => pathname === "/wall" || pathname.startsWith("/wall/");

/** At its absolute end the session is over on this screen too, without waiting for the server to refuse something. */
function useEnd(endsAt: string, onEnd: () => void): void {
  useEffect(() => {
    const end = Date.parse(endsAt);
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const left = end - Date.now();
      if (endStep(end, Date.now()) === "over") onEnd();
      else timer = setTimeout(look, Math.min(left, LONGEST_WAIT_MS));
    };
    timer = setTimeout(look, 0);
    return () => { clearTimeout(timer); };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what happens at the end does not move the end
  }, [endsAt]);
}

/**
 * One person's desk while they are signed in: what is on it is hidden while it is locked (the wall stays in sight but
 * out of reach), waits while a password of one's own has to be chosen or a second factor set up, and ends with the session.
 */
export function Desk({ session, onEnd, children }: { session: SessionInfo; onEnd: () => void; children: ReactNode }) {
  const cache = useQueryClient();
  const { pathname } = useLocation();
  const { locked } = session;
  const wall = isWall(pathname) && !session.must_enrol && !session.must_choose_password;
  // It stays until the person has seen their recovery codes, whatever the server says meanwhile.
  const [enrolling, setEnrolling] = useState(session.must_enrol);
  if (session.must_enrol && !enrolling) setEnrolling(true);
  usePresence(session);
  useEnd(session.ends_at, () => { dropSession(cache); onEnd(); });
  useShortcuts([{
    key: "mod+alt+l", shown: "Ctrl Alt L", label: "Lock this screen", always: true, run: () => { if (!locked) lockSession(cache).catch(() => undefined); },
  }], "Everywhere");
  return (
    <>
      <div className={classes["desk"]} inert={locked} data-locked={locked || undefined}>
        {/* Hidden, not gone: what was half typed is there after unlocking, and nothing of it works until then. */}
        <Activity mode={locked && !wall ? "hidden" : "visible"}>
          {pathname.startsWith("/wall/") && <div className={classes["float"]}><EndNotice /></div>}
          {session.must_choose_password ? <ChoosePasswordPage session={session} /> : enrolling ? <EnrolPage onDone={() => { setEnrolling(false); }} /> : children}
        </Activity>
      </div>
      {locked ? <LockScreen wall={wall} /> : <StepUp />}
    </>
  );
}
