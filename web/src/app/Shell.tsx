import { useQueryClient } from "@tanstack/react-query";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Outlet, useLocation } from "react-router";

import { events } from "@/api/events";
import { useCan, useSession } from "@/api/session";
import { useShortcuts } from "@/ui/shortcuts";

import { ConnectionBanner } from "./ConnectionBanner";
import { GoTo } from "./GoTo";
import { KeyboardHelp } from "./KeyboardHelp";
import { EndNotice } from "./lock/EndNotice";
import { GlassBanner } from "./purpose/BreakGlass";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar";

const HitAlerts = lazy(() => import("@/anpr/hits/HitAlerts"));

/** Top bar, rail of places, and the screen. The events link lives as long as the shell. */
export function Shell() {
  const cache = useQueryClient();
  const session = useSession();
  const { pathname } = useLocation();
  const [helpOpen, help] = useDisclosure(false);
  const search = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLElement>(null);
  // News is for those who may see the estate; for anybody else the socket would be refused again and again.
  const hears = useCan("estate.read");
  const seesPlates = useCan("plates.watch");
  useEffect(() => (hears ? events.start(cache) : undefined), [cache, hears]);

  // A new place starts at its top, with the focus where a screen reader begins to read.
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    main.current?.scrollTo(0, 0);
    if (document.activeElement === document.body || document.activeElement?.closest("nav")) main.current?.focus({ preventScroll: true });
  }, [pathname]);

  useShortcuts([
    { key: "?", label: "Show the keys that work here", run: help.open },
    { key: "/", label: "Find a camera by number, name or place", run: () => { search.current?.focus(); search.current?.select(); } },
    { key: "mod+k", shown: "Ctrl K", label: "Find a camera or a screen", run: () => { search.current?.focus(); search.current?.select(); } },
  ], "Everywhere");

  if (!session) return null;
  return (
    <div className={classes["shell"]} data-locked={session.locked || undefined}>
      {!session.locked && (
        <>
          <a className={classes["skip"]} href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the screen</a>
          <TopBar session={session} search={search} onHelp={help.open} />
        </>
      )}
      <div className={classes["notes"]}>
        <ConnectionBanner />
        {!session.locked && <><EndNotice /><GlassBanner /></>}
      </div>
      {!session.locked && <Rail permissions={session.permissions} />}
      <main id="main" ref={main} className={classes["main"]} tabIndex={-1}>
        <Outlet />
      </main>
      {!session.locked && <GoTo permissions={session.permissions} />}
      {hears && seesPlates && <Suspense fallback={null}><HitAlerts hidden={session.locked} /></Suspense>}
      <KeyboardHelp opened={helpOpen && !session.locked} onClose={help.close} />
    </div>
  );
}
