import { Button, SegmentedControl, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconTargetArrow, IconTargetOff } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { patchUrl, useHit, useHits } from "@/api/plates";
import type { Hit, HitState } from "@/api/platesTypes";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import { HitMark } from "./hits/HitMark";
import classes from "./hits/Hits.module.css";
import { HitView } from "./hits/HitView";
import { HIT_STATES, PRIORITIES } from "./hits/words";
import live from "./live/Live.module.css";
import { Plate } from "./plate/Plate";
import { cameraWords } from "./reads/words";
import { Picture } from "./ui/Picture";
import { PlatesPage } from "./ui/PlatesPage";

const STATES: readonly { value: HitState | "all"; label: string }[] = [
  { value: "new", label: "To decide" }, { value: "awaiting_second", label: "Second person" }, { value: "confirmed", label: "Confirmed" }, { value: "refused", label: "Refused" }, { value: "all", label: "All" },
];

function Row({ hit, chosen, onOpen }: { hit: Hit; chosen: boolean; onOpen: () => void }) {
  const { read, entry } = hit;
  return (
    <li className={live["item"]} data-hit={hit.state === "new" ? (hit.exact ? "exact" : "possible") : undefined}>
      <button type="button" className={classes["row"]} aria-pressed={chosen} onClick={onOpen}>
        <Picture src={read.has_patch ? patchUrl(read, hit.look ?? "") : null} alt="" width={120} height={40} />
        <span className={classes["rowPlate"]}><Plate text={read.plate} direction={read.direction} /><HitMark hit={{ exact: hit.exact, list: entry.list }} /></span>
        <span className={classes["rowWords"]}><strong>{entry.list}</strong><span className="b-dim">{entry.reason}</span></span>
        <span className={classes["rowWhere"]}><span>{cameraWords(read)}</span><span className="b-dim"><TimeText at={hit.raised_at} ago /></span></span>
        <span className={classes["rowState"]}><StateBadge {...HIT_STATES[hit.state]} /><StateBadge {...PRIORITIES[entry.priority]} label={`${PRIORITIES[entry.priority].label} priority`} /></span>
      </button>
    </li>
  );
}

function Open({ id, beside, onClose }: { id: string | undefined; beside: boolean; onClose: () => void }) {
  const query = useHit(id);
  const body = query.isError ? <ErrorNote error={query.error} what="The hit was not fetched" retry={() => { void query.refetch(); }} /> : query.data && <HitView hit={query.data} />;
  if (!beside) return <Dialog opened={id !== undefined} onClose={onClose} title="Hit" size="lg">{body}</Dialog>;
  return (
    <aside className={live["beside"]} aria-label="The hit that is open" tabIndex={0}>
      {id === undefined ? <div className={live["besideEmpty"]}><IconTargetArrow size={30} stroke={1.4} aria-hidden /><p>Choose a hit to compare the plate and decide on it.</p></div> : body}
    </aside>
  );
}

/** The queue of hits: those that wait for a person first. */
export default function HitsPage() {
  const { id } = useParams();
  const navigate = useNavigate();
  const [state, setState] = useState<string>(id === undefined ? "new" : "all");
  const [kind, setKind] = useState("all");
  const narrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const beside = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const query = useHits(state === "all" ? null : (state as HitState));
  const all = query.data?.pages.flat() ?? [];
  const hits = all.filter((hit) => kind === "all" || hit.exact === (kind === "exact"));
  const nothing = query.isPending ? <EmptyState icon={IconTargetArrow} title="Reading the hits" />
    : <EmptyState icon={IconTargetOff} title={state === "new" ? "No hit waits for a decision" : "No hit fits this filter"}>{state === "new" ? "A hit stands here, and on every screen, within a second of the vehicle passing." : null}</EmptyState>;
  return (
    <PlatesPage title="Hits" fill lead="Reads that fit a hotlist. What is only possible needs your own eyes before it is anything.">
      <div className={live["tools"]}>
        {narrow
          ? <Select aria-label="Which hits" value={state} onChange={(chosen) => { setState(chosen ?? "new"); }} data={[...STATES]} style={{ flex: 1 }} />
          : <SegmentedControl aria-label="Which hits" value={state} onChange={setState} data={[...STATES]} />}
        <Select aria-label="Sure or possible" value={kind} onChange={(chosen) => { setKind(chosen ?? "all"); }} w={narrow ? undefined : 190}
          data={[{ value: "all", label: "Sure and possible" }, { value: "exact", label: "Sure only" }, { value: "possible", label: "Possible only" }]} />
      </div>
      <div className={live["split"]} data-beside={beside || undefined} data-wide={beside || undefined}>
        <div className={live["list"]} tabIndex={0} role="region" aria-label="Hits">
          {query.isError ? <ErrorNote error={query.error} what="The hits were not read" retry={() => { void query.refetch(); }} /> : hits.length === 0 ? nothing : (
            <ul className="b-bare-list">{hits.map((hit) => <Row key={hit.id} hit={hit} chosen={hit.id === id} onOpen={() => { void navigate(`/plates/hits/${hit.id}`); }} />)}</ul>
          )}
          {query.hasNextPage && <Button variant="default" m="md" loading={query.isFetchingNextPage} onClick={() => { void query.fetchNextPage(); }}>Show older hits</Button>}
        </div>
        <Open id={id} beside={beside} onClose={() => { void navigate("/plates/hits"); }} />
      </div>
    </PlatesPage>
  );
}
