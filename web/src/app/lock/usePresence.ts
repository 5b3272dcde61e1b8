import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { onProblem } from "@/api/client";
import { keys } from "@/api/keys";
import { isLockUntold, lockSession, tellPresence } from "@/api/session";
import { hearTabs, tellTabs } from "@/api/tabs";
import type { SessionInfo } from "@/api/types";

import { presenceStep } from "./presence";

const LOOK_EVERY_MS = 5_000;
const ACTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/**
 * Watches whether somebody is at this browser: locks the screen when nobody is, tells the server when somebody is,
 * and agrees with the other tabs and wall windows about both.
 */
export function usePresence({ locked, lock_after_s: lockAfter }: Pick<SessionInfo, "locked" | "lock_after_s">): void {
  const cache = useQueryClient();
  useEffect(() => {
    const readAgain = () => { void cache.invalidateQueries({ queryKey: keys.session, exact: true }); };
    const stopProblems = onProblem((type) => {
      if (type === "must-enrol" || type === "must-choose-password") readAgain();
      if (type !== "session-locked") return;
      cache.setQueryData<SessionInfo | null>(keys.session, (session) => (session ? { ...session, locked: true } : session));
    });
    const stopHearing = hearTabs((news) => { if (news.kind === "session") readAgain(); });
    return () => { stopProblems(); stopHearing(); };
  }, [cache]);

  useEffect(() => {
    if (locked) {
      // The server has to hear of a lock that was made while it was away.
      const timer = setInterval(() => { if (isLockUntold()) lockSession(cache).catch(() => undefined); }, LOOK_EVERY_MS);
      return () => { clearInterval(timer); };
    }
    const seen = { active: Date.now(), told: Date.now() };
    let said = 0;
    const act = () => {
      seen.active = Date.now();
      if (seen.active - said < LOOK_EVERY_MS) return;
      said = seen.active;
      tellTabs({ kind: "active", at: seen.active });
    };
    const look = () => {
      const step = presenceStep(seen, Date.now(), lockAfter);
      if (step === "lock") lockSession(cache).catch(() => undefined);
      if (step !== "tell") return;
      seen.told = Date.now();
      tellPresence(cache).catch(() => undefined);
    };
    const stopHearing = hearTabs((news) => { if (news.kind === "active") seen.active = Math.max(seen.active, news.at); });
    for (const name of ACTS) window.addEventListener(name, act, { passive: true, capture: true });
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      stopHearing();
      clearInterval(timer);
      for (const name of ACTS) window.removeEventListener(name, act, { capture: true });
    };
  }, [cache, locked, lockAfter]);
}
