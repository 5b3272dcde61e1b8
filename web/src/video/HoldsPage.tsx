import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { IconLock, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { useCameras } from "@/api/cameras";
import { keys } from "@/api/keys";
import { useCan } from "@/api/session";
import type { Hold } from "@/api/types";
import { listHolds, releaseHold } from "@/api/video";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { formatDate } from "@/ui/london";
import { Page } from "@/ui/Page";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { useNow } from "@/ui/useNow";
import { plural } from "@/ui/words";

import { HoldDialog } from "./requests/HoldDialog";
import { holdState, isReleased } from "./requests/holdState";
import classes from "./requests/Requests.module.css";

function ReleaseDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const cache = useQueryClient();
  const [reason, setReason] = useState("");
  const release = useMutation({
    mutationFn: () => releaseHold(hold.id, reason.trim()),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: keys.holds });
      notify.done("Hold released", "The footage is kept for as long as any other, and then overwritten.");
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Release this hold?">
      <form onSubmit={(event) => { event.preventDefault(); release.mutate(); }}>
        <p style={{ marginTop: 0 }}>Footage older than its retention is overwritten soon after. That cannot be undone.</p>
        <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={reason} data-autofocus onChange={(event) => { setReason(event.currentTarget.value); }} />
        {release.isError && <ErrorNote error={release.error} what="The hold was not released" />}
        <Button mt="md" type="submit" color="red" loading={release.isPending} disabled={reason.trim() === ""}>Release hold</Button>
      </form>
    </Dialog>
  );
}

interface EntryProps { hold: Hold; names: readonly string[]; mayRelease: boolean; onRelease: () => void }

function Entry({ hold, names, mayRelease, onRelease }: EntryProps) {
  const state = holdState(hold, useNow(60_000));
  const gone = isReleased(hold);
  const query = new URLSearchParams([...hold.cameras.slice(0, 16).map((id) => ["camera", id]), ["at", hold.from]]);
  return (
    <li className={`b-card ${classes["entry"] ?? ""} ${gone ? (classes["ended"] ?? "") : ""}`}>
      <div className={classes["head"]}>
        <StateBadge tone={state.tone} label={state.label} />
        <h2 className={classes["title"]}>{hold.reason}{hold.reference !== null && hold.reference !== "" && <span className="b-dim"> {hold.reference}</span>}</h2>
        <Button component={Link} to={`/playback?${query.toString()}`} size="compact-xs" variant="default">Open in playback</Button>
        {!gone && mayRelease && <Button size="compact-xs" variant="default" onClick={onRelease}>Release...</Button>}
      </div>
      <p className={classes["line"]}>
        <TimeText at={hold.from} /> to {hold.to === null ? "no end" : <TimeText at={hold.to} zone />}
      </p>
      <p className={classes["reason"]}>{plural(names.length, "camera")}: {names.join(", ")}</p>
      <p className={classes["reason"]}>
        Placed by {hold.placed_by}, <TimeText at={hold.placed_at} seconds={false} />.{" "}
        {hold.review_on !== null && <>Review on {formatDate(hold.review_on)}. </>}
        {gone && <>Released by {hold.released_by ?? "the system"}, <TimeText at={hold.released_at} seconds={false} />: {hold.release_reason ?? "no reason given"}.</>}
      </p>
    </li>
  );
}

/** Footage that may not be overwritten: what, why, since when, and until whose word. */
export default function HoldsPage() {
  const query = useQuery({ queryKey: keys.holds, queryFn: listHolds });
  const cameras = useCameras().data ?? [];
  const mayRelease = useCan("footage.release_hold");
  const [placing, setPlacing] = useState(false);
  const [releasing, setReleasing] = useState<Hold | null>(null);
  const [which, setWhich] = useState("active");
  const all = query.data ?? [];
  const list = all.filter((one) => isReleased(one) === (which === "released"));
  const nameOf = (id: string): string => {
    const camera = cameras.find((one) => one.id === id);
    return camera === undefined ? id : `${String(camera.number)} ${camera.name}`;
  };
  return (
    <Page title="Holds" lead="Footage that is kept until somebody releases it."
      actions={
        <>
          <SegmentedControl size="xs" aria-label="Which holds" value={which} onChange={setWhich} data={[{ value: "active", label: "In force" }, { value: "released", label: "Released" }]} />
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => { setPlacing(true); }}>Place a hold</Button>
        </>
      }>
      {query.isError && <ErrorNote error={query.error} what="The holds could not be read" retry={() => { void query.refetch(); }} />}
      {query.data !== undefined && list.length === 0 && (
        <EmptyState icon={IconLock} title={which === "active" ? "No footage is on hold." : "No hold has been released."}>
          {which === "active" ? "Select a range under Playback and press Hold, or place one here." : null}
        </EmptyState>
      )}
      <ul className={classes["list"]}>
        {list.map((hold) => (
          <Entry key={hold.id} hold={hold} names={hold.cameras.map(nameOf)} mayRelease={mayRelease} onRelease={() => { setReleasing(hold); }} />
        ))}
      </ul>
      {placing && <HoldDialog start={{ cameras: [], from: null, to: null }} onClose={() => { setPlacing(false); }} />}
      {releasing !== null && <ReleaseDialog hold={releasing} onClose={() => { setReleasing(null); }} />}
    </Page>
  );
}
