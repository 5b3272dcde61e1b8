import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconLock } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { unlock, useCan, useSession, useSignOut } from "@/api/session";
import { formatClock, formatDate, zoneName } from "@/ui/london";
import { useNow } from "@/ui/useNow";

import { ProofForm } from "../proof/ProofForm";
import { LockedAlarms } from "./LockedAlarms";
import classes from "./LockScreen.module.css";

function LockClock() {
  const now = useNow(1000);
  return (
    <time className={classes["clock"]} dateTime={`${new Date(now).toISOString().slice(0, 19)}Z`}>
      <span className={classes["time"]}>{formatClock(now, false)}</span>
      <span className={classes["date"]}>{formatDate(now)}, {zoneName(now)}</span>
    </time>
  );
}

/**
 * Over everything until the person proves who they are. Under the wall it is a low band, so that the pictures stay in
 * sight; anywhere else it fills the screen. A native modal dialog: it stands above full screen, and all else is inert.
 */
export function LockScreen({ wall }: { wall: boolean }) {
  useDocumentTitle("Locked - Beadle");
  const cache = useQueryClient();
  const session = useSession();
  const user = session?.user;
  const reachesAlarms = useCan("estate.read");
  const hearsAlarms = reachesAlarms && session?.must_choose_password === false;
  const signOut = useSignOut();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (!shown) return undefined;
    // Browsers that do not know "closedby" let a second Escape close it whatever the page says; then it comes back.
    shown.setAttribute("closedby", "none");
    const open = () => {
      if (!shown.open) shown.showModal();
      shown.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    };
    open();
    shown.addEventListener("close", open);
    const root = document.documentElement;
    root.dataset["locked"] = wall ? "wall" : "page";
    const measure = new ResizeObserver(() => { root.style.setProperty("--b-lock-band", `${shown.offsetHeight}px`); });
    measure.observe(shown);
    return () => {
      measure.disconnect();
      delete root.dataset["locked"];
      shown.removeEventListener("close", open);
      shown.close();
    };
  }, [wall]);
  return (
    <dialog ref={dialog} className={wall ? classes["band"] : classes["page"]} aria-labelledby="lock-title" onCancel={(event) => { event.preventDefault(); }}>
      <div className={classes["inside"]}>
        <LockClock />
        <div className={classes["words"]}>
          <h1 id="lock-title" className={classes["title"]}><IconLock size={20} stroke={1.8} aria-hidden /> Locked</h1>
          <p className={classes["who"]}>{user?.display_name} is signed in. {wall ? "The wall goes on." : hearsAlarms ? "Recording and alarms go on." : "Recording goes on."}</p>
          {hearsAlarms && <LockedAlarms wall={wall} />}
        </div>
        <div className={classes["form"]}>
          <ProofForm verb="Unlock" band={wall} send={(proof) => unlock(cache, proof)}>
            <Button variant="subtle" color="gray" loading={signOut.isPending} onClick={() => { signOut.mutate(); }}>Sign out</Button>
          </ProofForm>
        </div>
      </div>
    </dialog>
  );
}
