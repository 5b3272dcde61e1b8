import { SegmentedControl, Select } from "@mantine/core";
import { IconMapPinOff } from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { usePlateSites } from "@/api/plates";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Panel";
import { useNow } from "@/ui/useNow";

import { FlowsPanel } from "./traffic/FlowsPanel";
import { OdPanel } from "./traffic/OdPanel";
import { spanOf, SPANS, type Span, type SpanName } from "./traffic/spans";
import { TimingPanel, type SiteName } from "./traffic/TimingPanel";
import classes from "./traffic/Traffic.module.css";
import { PlatesPage } from "./ui/PlatesPage";

/** The two roundabouts that the town's plate cameras stand at are chosen first; any two sites where plates are read can be. */
const USUAL = ["Horns Bridge", "West Bars"] as const;
const MINUTE_MS = 60_000;

function Between({ span }: { span: Span }) {
  const query = usePlateSites();
  const sites = query.data ?? [];
  const [chosen, setChosen] = useState<[string | null, string | null]>([null, null]);
  const usual = (index: 0 | 1): SiteName | undefined => sites.find((one) => one.id === chosen[index]) ?? sites.find((one) => one.name.startsWith(USUAL[index])) ?? sites[index];
  const [from, to] = [usual(0), usual(1)];
  const data = sites.map((one) => ({ value: one.id, label: one.name }));
  if (query.isError) return <ErrorNote error={query.error} what="The sites were not read" retry={() => { void query.refetch(); }} />;
  if (query.isPending || sites.length < 2) {
    return (
      <Panel title="From site to site">
        <EmptyState icon={IconMapPinOff} title={query.isPending ? "Reading the sites" : "Times need two sites"}>{query.isPending ? null : "As soon as cameras at two sites read plates, this shows how long the way from one to the other takes."}</EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <div className={classes["sites"]}>
        <Select label="From" size="xs" searchable value={from?.id ?? null} data={data} onChange={(site) => { setChosen([site, to?.id ?? null]); }} />
        <Select label="To" size="xs" searchable value={to?.id ?? null} data={data} error={from && from.id === to?.id ? "Choose two sites." : null} onChange={(site) => { setChosen([from?.id ?? null, site]); }} />
      </div>
      {from && to && from.id !== to.id && (
        <div className={classes["grid"]}>
          <TimingPanel from={from} to={to} span={span} />
          <TimingPanel from={to} to={from} span={span} />
        </div>
      )}
    </>
  );
}

/** Times between two sites, and traffic counted. Figures only: no plate, no picture. */
export default function TrafficPage() {
  const now = useNow(MINUTE_MS);
  const [name, setName] = useState<SpanName>("week");
  const { since, until } = spanOf(name, now);
  const span = useMemo(() => ({ since, until }), [since, until]);
  return (
    <PlatesPage title="Times and counts" lead="How long it takes from site to site, and how much traffic passes. Figures only: no plate and no picture."
      actions={<SegmentedControl aria-label="Which time" value={name} onChange={(chosen) => { setName(chosen as SpanName); }} data={Object.entries(SPANS).map(([value, { label }]) => ({ value, label }))} />}>
      <Between span={span} />
      <div className={classes["grid"]}>
        <FlowsPanel span={span} long={name === "month"} />
        <OdPanel span={span} />
      </div>
    </PlatesPage>
  );
}
