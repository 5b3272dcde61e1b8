import { Alert, Anchor } from "@mantine/core";
import { IconEyeOff, IconUsersGroup, IconUserSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { useConvoyRules, useRunConvoy } from "@/api/plates";
import type { Companion, Convoy, ConvoyRules } from "@/api/platesTypes";
import { useSession } from "@/api/session";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { plural } from "@/ui/words";

import { ConvoyForm } from "./convoys/ConvoyForm";
import { chanceWords, ruleWords, wishOf, type ConvoyDraft } from "./convoys/words";
import { Plate } from "./plate/Plate";
import { grouped, tidy } from "./plate/text";
import classes from "./search/Search.module.css";
import { draftOf, lastDays, upToNow } from "./ui/authority";
import { PlatesPage } from "./ui/PlatesPage";
import { useIntoView } from "./ui/useIntoView";

const COLUMNS: readonly Column<Companion>[] = [
  { key: "plate", header: "Plate", width: "10rem", sortBy: (row) => row.plate, cell: (row) => <Plate text={row.plate} /> },
  { key: "together", header: "Trips together", width: "8.5rem", align: "right", sortBy: (row) => row.together, cell: (row) => <strong>{row.together}</strong> },
  { key: "expected", header: "By traffic alone", width: "9rem", align: "right", sortBy: (row) => row.expected, cell: (row) => row.expected.toLocaleString("en-GB", { maximumFractionDigits: 2 }) },
  { key: "p", header: "Chance of that", width: "13rem", sortBy: (row) => row.p, cell: (row) => chanceWords(row.p) },
  { key: "sites", header: "Sites", cell: (row) => row.sites.join(", ") },
  { key: "journey", header: "Look", width: "8rem", cell: (row) => <Anchor component={Link} size="sm" to={`/plates/journey?${new URLSearchParams({ plate: row.plate }).toString()}`} aria-label={`Journey of ${grouped(row.plate)}`}>Journey</Anchor> },
];

function Found({ convoy, plate }: { convoy: Convoy; plate: string }) {
  if (convoy.trips === 0) return <EmptyState icon={IconUserSearch} title={`${grouped(plate)} was not read in that time`}>Without its own trips nothing can be compared.</EmptyState>;
  return (
    <div className={classes["results"]}>
      <div className={classes["resultHead"]}>
        <h2>{plural(convoy.vehicles.length, "vehicle")} beside {grouped(plate)}</h2>
        <span className="b-dim">{plural(convoy.trips, "trip")} of its own, {plural(convoy.compared, "vehicle")} compared</span>
      </div>
      <Alert color="yellow" icon={<IconEyeOff aria-hidden />} title="A finding, and no suspicion">{convoy.words}</Alert>
      <DataTable caption="Vehicles that travelled together with it" stack columns={COLUMNS} rows={convoy.vehicles} rowKey={(row) => row.plate} initialSort={{ key: "together", down: true }}
        empty={<EmptyState icon={IconUsersGroup} title="Nobody travelled with it more than traffic explains">That is an answer too.</EmptyState>} />
    </div>
  );
}

/** Turned off: why, what it would be, and who could turn it on. */
function Off() {
  return (
    <EmptyState icon={IconEyeOff} title="Looking for vehicles that travel together is turned off here">
      <p>It looks at vehicles that nobody suspects, so it stays off until whoever decides for the council turns it on, and says so in its impact assessment.</p>
      <p>Then an administrator sets <code>convoy = true</code> under <code>[anpr.journeys]</code> in the settings of the server. Each look would still need a recorded authority, a purpose, a case and somebody who asked.</p>
    </EmptyState>
  );
}

const USUAL_DAYS = 14;
const USUAL_WITHIN_S = 30;

function Desk({ rules }: { rules: ConvoyRules }) {
  const session = useSession();
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<ConvoyDraft>(() => ({ plate: tidy(params.get("plate") ?? ""), ...lastDays(USUAL_DAYS, Date.now()), within: USUAL_WITHIN_S, authority: "", why: draftOf(session) }));
  const [opened] = useState(draft.until ?? "");
  const run = useRunConvoy();
  const answer = useIntoView<HTMLDivElement>(run.data?.id);
  return (
    <div className={classes["page"]}>
      <ConvoyForm draft={draft} rules={rules} busy={run.isPending} onChange={setDraft} onRun={() => { run.mutate(wishOf(upToNow(draft, opened, Date.now()))); }} />
      <div ref={answer} className={classes["answer"]} aria-live="polite" aria-busy={run.isPending}>
        {run.isError && <ErrorNote error={run.error} what="Nothing was looked for" />}
        {run.data ? <Found key={run.data.id} convoy={run.data} plate={run.variables.plate} /> : !run.isError && (
          <EmptyState icon={IconUsersGroup} title="Nothing looked for yet">Who {ruleWords(rules)}, at two sites or more, would be shown. Neighbours, colleagues and buses do so too.</EmptyState>
        )}
      </div>
    </div>
  );
}

/** Vehicles that pass together with one more often than traffic explains: only where it is turned on, and under an authority. */
export default function ConvoysPage() {
  const rules = useConvoyRules();
  return (
    <PlatesPage title="Vehicles that travel together" lead="Who passed with one plate more often than traffic explains. Only under a recorded authority.">
      {rules.isError ? <ErrorNote error={rules.error} what="It is not known whether this is turned on" retry={() => { void rules.refetch(); }} />
        : rules.data && (rules.data.allowed ? <Desk rules={rules.data} /> : <Off />)}
    </PlatesPage>
  );
}
