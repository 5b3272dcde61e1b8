import { Button, SegmentedControl, Select, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconLayoutColumns, IconLicense, IconList, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { useShortcuts } from "@/ui/shortcuts";
import { StateBadge } from "@/ui/StateBadge";
import { plural } from "@/ui/words";

import { Lanes } from "./live/Lanes";
import classes from "./live/Live.module.css";
import { ReadFeed, type Entry, type FeedState } from "./live/ReadFeed";
import { ReadRow } from "./live/ReadRow";
import { cameraWords } from "./reads/words";
import { ReadView } from "./reads/ReadView";
import { PlatesPage } from "./ui/PlatesPage";

function useFeed(): { feed: ReadFeed; state: FeedState } {
  const [feed] = useState(() => new ReadFeed());
  useEffect(() => feed.start(), [feed]);
  return { feed, state: useSyncExternalStore(feed.watch, () => feed.state) };
}

/** Cameras that have shown up, by number, for the filter. */
function useCameraChoices(entries: readonly Entry[]) {
  const [seen, setSeen] = useState<ReadonlyMap<string, { label: string; number: number }>>(new Map());
  const fresh = entries.filter(({ read }) => !seen.has(read.camera_id));
  if (fresh.length > 0) setSeen(new Map([...seen, ...fresh.map(({ read }) => [read.camera_id, { label: cameraWords(read), number: read.camera_number }] as const)]));
  return useMemo(() => [...seen].sort(([, a], [, b]) => a.number - b.number).map(([value, { label }]) => ({ value, label })), [seen]);
}

const LINKS: Record<FeedState["link"], { tone: "ok" | "info" | "warn"; label: string }> = {
  open: { tone: "ok", label: "Live" }, opening: { tone: "info", label: "Opening" }, away: { tone: "warn", label: "No connection: trying again" },
};

interface ToolsProps {
  state: FeedState; shape: string; camera: string; choices: readonly { value: string; label: string }[]; narrow: boolean;
  onShape: (shape: string) => void; onCamera: (camera: string) => void; onPause: () => void;
}
function Tools({ state, shape, camera, choices, narrow, onShape, onCamera, onPause }: ToolsProps) {
  return (
    <div className={classes["tools"]}>
      <Button variant={state.paused ? "filled" : "default"} onClick={onPause} aria-pressed={state.paused}
        leftSection={state.paused ? <IconPlayerPlay size={17} aria-hidden /> : <IconPlayerPause size={17} aria-hidden />}>
        {state.paused ? `Go on: ${plural(state.since, "read")} came since` : "Pause"}
      </Button>
      <Select className={classes["cameras"] ?? ""} aria-label="Camera" value={camera} onChange={(chosen) => { onCamera(chosen ?? ""); }} data={[{ value: "", label: "All cameras" }, ...choices]} />
      {!narrow && (
        <SegmentedControl aria-label="How reads are laid out" value={shape} onChange={onShape} data={[
          { value: "list", label: <span><IconList size={15} aria-hidden style={{ verticalAlign: -2 }} /> One list</span> },
          { value: "lanes", label: <span><IconLayoutColumns size={15} aria-hidden style={{ verticalAlign: -2 }} /> By camera</span> },
        ]} />
      )}
      <span className={classes["space"]} />
      <span role="status">{state.paused ? <StateBadge tone="warn" label="Held still" /> : <StateBadge {...LINKS[state.link]} />}</span>
    </div>
  );
}

function Chosen({ entry, beside, onClose }: { entry: Entry | null; beside: boolean; onClose: () => void }) {
  if (beside) {
    return (
      <aside className={classes["beside"]} aria-label="The read that is open" tabIndex={0}>
        {entry ? <ReadView read={entry.read} look={entry.look} /> : <div className={classes["besideEmpty"]}><IconLicense size={30} stroke={1.4} aria-hidden /><p>Choose a read to see its pictures, every way to read it, and where to go from there. Up and down arrows lead through the list.</p></div>}
      </aside>
    );
  }
  return <Dialog opened={entry !== null} onClose={onClose} title="Read" size="lg">{entry && <ReadView read={entry.read} look={entry.look} />}</Dialog>;
}

/** Reads as they come, of every camera in reach. */
export default function LivePage() {
  const { feed, state } = useFeed();
  const [shape, setShape] = useState("list");
  const [camera, setCamera] = useState("");
  const [open, setOpen] = useState<Entry | null>(null);
  const narrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const beside = useMediaQuery("(min-width: 80em)", true, { getInitialValueInEffect: false });
  const choices = useCameraChoices(state.entries);
  const shown = useMemo(() => (camera === "" ? state.entries : state.entries.filter(({ read }) => read.camera_id === camera)), [state.entries, camera]);
  const choose = useCallback((id: string) => { setOpen(feed.state.entries.find((one) => one.read.id === id) ?? null); }, [feed]);
  // What is open grows better with its read, and stays when it has left the list.
  const entry = open && (state.entries.find((one) => one.read.id === open.read.id) ?? open);
  const step = (by: number) => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, shown.findIndex((one) => one.read.id === open?.read.id) + by))];
    if (!next) return;
    setOpen(next);
    document.querySelector<HTMLElement>(`[data-read="${CSS.escape(next.read.id)}"]`)?.focus();
  };
  const pause = () => { feed.pause(!feed.state.paused); };
  useShortcuts([
    { key: "p", label: "Hold the list still, or let it go on", run: pause },
    { key: "ArrowDown", label: "Open the next read", run: () => { step(1); } },
    { key: "ArrowUp", label: "Open the read before", run: () => { step(-1); } },
  ], "Live reads");
  const nothing = state.error !== null
    ? <ErrorNote error={state.error} what="The reads were not fetched" retry={() => { feed.retry(); }} />
    : <EmptyState icon={IconLicense} title={state.link === "opening" ? "Opening the live reads" : "No read yet"}>{state.link === "opening" ? null : "A read stands here as soon as a vehicle passes a camera that reads plates and that you may see."}</EmptyState>;
  return (
    <PlatesPage title="Live reads" fill lead="Plates as they are read, newest first. Everything that you look at here stands in the audit log.">
      <Tools state={state} shape={shape} camera={camera} choices={choices} narrow={narrow} onShape={setShape} onCamera={setCamera} onPause={pause} />
      <div className={classes["split"]} data-beside={beside || undefined}>
        {shown.length === 0 ? <div className={classes["list"]}>{nothing}</div> : shape === "lanes" && !narrow
          ? <Lanes entries={shown} chosen={entry?.read.id ?? null} onChoose={choose} />
          : (
            <div className={classes["list"]} tabIndex={0} role="region" aria-label="Reads">
              <ul className="b-bare-list">{shown.map((one) => <ReadRow key={one.read.id} entry={one} chosen={one.read.id === entry?.read.id} onChoose={choose} />)}</ul>
              <Text size="sm" c="dimmed" p="md">The newest {shown.length} are shown. Older reads are found under Search, for a purpose and a case.</Text>
            </div>
          )}
        <Chosen entry={entry} beside={beside} onClose={() => { setOpen(null); }} />
      </div>
    </PlatesPage>
  );
}
