import { Alert } from "@mantine/core";
import { IconCopy, IconRoute, IconRouteOff } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import { useCameras } from "@/api/cameras";
import { useRunJourney } from "@/api/plates";
import type { Journey, Pass } from "@/api/platesTypes";
import { useSession } from "@/api/session";
import { CameraMap } from "@/map/CameraMap";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { plural } from "@/ui/words";

import classes from "./journey/Journey.module.css";
import type { JourneyDraft } from "./journey/form";
import { JourneyForm } from "./journey/JourneyForm";
import { Passes } from "./journey/Passes";
import { wayOf } from "./journey/words";
import { grouped, tidy } from "./plate/text";
import { ReadView } from "./reads/ReadView";
import search from "./search/Search.module.css";
import { authorityOf, draftOf, lastDays, upToNow } from "./ui/authority";
import { PlatesPage } from "./ui/PlatesPage";
import { useIntoView } from "./ui/useIntoView";

/** Careful words: what the numbers show, what they do not, and that a person has to look. */
function CloneNote({ words }: { words: string }) {
  return (
    <Alert color="yellow" icon={<IconCopy aria-hidden />} title="Worth a look: this may not be one vehicle">
      <p style={{ margin: 0 }}>{words}</p>
      <p style={{ margin: "0.25rem 0 0" }}>It is a reason to look at both pictures, and no proof: compare make, colour and plate before anybody acts on it. A plausible time would prove nothing either.</p>
    </Alert>
  );
}

function Found({ journey, plate }: { journey: Journey; plate: string }) {
  const all = useCameras().data;
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<Pass | null>(null);
  const cameras = useMemo(() => (all ?? []).filter((one) => journey.passes.some(({ read }) => read.camera_id === one.id)), [all, journey.passes]);
  const way = useMemo(() => wayOf(journey.passes, (id) => {
    const camera = cameras.find((one) => one.id === id);
    return camera && camera.longitude !== null && camera.latitude !== null ? [camera.longitude, camera.latitude] : null;
  }), [cameras, journey.passes]);
  if (journey.passes.length === 0) {
    return <EmptyState icon={IconRouteOff} title={`${grouped(plate)} was not read in that time`}>That does not prove that the vehicle was not there.</EmptyState>;
  }
  return (
    <div className={classes["found"]}>
      <div className={classes["list"]}>
        <h2 className={classes["title"]}>{plural(journey.passes.length, "pass", "passes")} of {grouped(plate)}{journey.more && ", and older ones"}</h2>
        {journey.clone?.found && <CloneNote words={journey.clone.words} />}
        <Passes journey={journey} chosen={chosen} onChoose={({ read }) => { setChosen(read.camera_id); }} onOpen={setOpen} />
      </div>
      <section className={classes["map"]} aria-label="The journey on the map">
        <CameraMap cameras={cameras} chosen={chosen} path={way} onChoose={(camera) => { setChosen(camera.id); }} label="The journey from camera to camera, in straight lines: which roads were driven is not known." />
        <p className={classes["mapNote"]}>Straight lines from camera to camera. Which roads were driven is not known.</p>
      </section>
      <Dialog opened={open !== null} onClose={() => { setOpen(null); }} title="Read" size="lg">{open && <ReadView read={open.read} look={journey.look ?? ""} />}</Dialog>
    </div>
  );
}

/** One plate through the town, under an authority. */
export default function JourneyPage() {
  const session = useSession();
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<JourneyDraft>(() => ({ plate: tidy(params.get("plate") ?? ""), ...lastDays(1, Date.now()), why: draftOf(session) }));
  const run = useRunJourney();
  const answer = useIntoView<HTMLDivElement>(run.data?.id);
  const [opened] = useState(draft.until ?? "");
  const start = (plate: string) => { run.mutate({ plate, since: draft.since ?? "", until: upToNow(draft, opened, Date.now()).until ?? "", ...authorityOf(draft.why) }); };
  return (
    <PlatesPage title="Journey of one plate" lead="Passes in order, the time between them, and what does not fit. Under a purpose and a case, always.">
      <div className={search["page"]}>
        <JourneyForm draft={draft} busy={run.isPending} onChange={setDraft} onRun={start} />
        <div ref={answer} className={search["answer"]} aria-live="polite" aria-busy={run.isPending}>
          {run.isError && <ErrorNote error={run.error} what="The journey was not put together" />}
          {run.data ? <Found key={run.data.id} journey={run.data} plate={run.variables.plate} /> : !run.isError && (
            <EmptyState icon={IconRoute} title="No journey yet">Give the plate, the time and the reason on the left. Likely misreads are joined, and marked as such.</EmptyState>
          )}
        </div>
      </div>
    </PlatesPage>
  );
}
