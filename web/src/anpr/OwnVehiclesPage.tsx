import { Alert, Button, Select } from "@mantine/core";
import { IconCar, IconEyeCheck } from "@tabler/icons-react";
import { useRef, useState, type FormEvent } from "react";

import { useAccounts, useForgetOwnPlate, useNoteOwnPlate, useOwnPlates } from "@/api/plates";
import type { OwnPlate } from "@/api/platesTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";

import classes from "./own/Own.module.css";
import { Plate } from "./plate/Plate";
import { grouped, tidy } from "./plate/text";
import { plateFault } from "./search/form";
import { isFaultless } from "./ui/authority";
import { PlateField } from "./ui/PlateField";
import { PlatesPage } from "./ui/PlatesPage";

interface Draft { user: string | null; plate: string }
const BLANK: Draft = { user: null, plate: "" };

function faultsOf({ user, plate }: Draft, known: readonly OwnPlate[]): Partial<Record<keyof Draft, string>> {
  const text = tidy(plate);
  const wrong = /[*?]/.test(text) ? "Note the whole plate." : plateFault(plate, "exact");
  const twice = known.some((one) => one.user_id === user && one.plate === text) ? "It is noted for this person already." : null;
  return { ...(user === null ? { user: "Choose whose vehicle it is." } : {}), ...((wrong ?? twice) === null ? {} : { plate: wrong ?? twice ?? "" }) };
}

function Note({ known }: { known: readonly OwnPlate[] }) {
  const people = useAccounts();
  const note = useNoteOwnPlate();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<Draft>(BLANK);
  const [shown, setShown] = useState(false);
  const faults = shown ? faultsOf(draft, known) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.user === null || !isFaultless(faultsOf(draft, known))) {
      setShown(true);
      requestAnimationFrame(() => { form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); });
      return;
    }
    note.mutate({ user_id: draft.user, plate: tidy(draft.plate) }, {
      onSuccess: (saved) => { notify.done("Noted", `${grouped(saved.plate)}, ${saved.user}`); setShown(false); setDraft(BLANK); },
    });
  };
  return (
    <Panel title="Note a vehicle">
      <form ref={form} className={classes["form"]} onSubmit={submit} noValidate>
        <Select label="Whose" required searchable placeholder="Name" nothingFoundMessage="Nobody has that name." value={draft.user} error={faults.user} onChange={(user) => { setDraft({ ...draft, user }); }}
          data={(people.data ?? []).filter((one) => !one.disabled).map((one) => ({ value: one.id, label: `${one.display_name} (${one.name})` }))} />
        <PlateField value={draft.plate} error={faults.plate} onChange={(plate) => { setDraft({ ...draft, plate }); }} />
        <Button type="submit" loading={note.isPending}>Note it</Button>
      </form>
      {people.isError && <ErrorNote error={people.error} what="The list of people was not read" retry={() => { void people.refetch(); }} />}
      {note.isError && <ErrorNote error={note.error} what="It was not noted" />}
    </Panel>
  );
}

function Forget({ row }: { row: OwnPlate }) {
  const forget = useForgetOwnPlate();
  return (
    <ConfirmButton size="compact-sm" question={`Forget ${grouped(row.plate)} of ${row.user}?`} confirm="Forget it" consequence="A search of it is no longer marked. That it was noted, and forgotten, stays in the audit log."
      run={async () => { await forget.mutateAsync(row.id); notify.done("Forgotten", grouped(row.plate)); }}>Forget</ConfirmButton>
  );
}

const COLUMNS: readonly Column<OwnPlate>[] = [
  { key: "user", header: "Whose", sortBy: (row) => row.user, cell: (row) => row.user },
  { key: "plate", header: "Plate", width: "11rem", sortBy: (row) => row.plate, cell: (row) => <Plate text={row.plate} size="sm" /> },
  { key: "by", header: "Noted by", width: "14rem", from: "sm", sortBy: (row) => row.noted_by, cell: (row) => row.noted_by },
  { key: "at", header: "Noted", width: "12rem", sortBy: (row) => row.noted_at, cell: (row) => <TimeText at={row.noted_at} seconds={false} /> },
  { key: "do", header: "Forget", width: "8rem", cell: (row) => <Forget row={row} /> },
];

/** Plates of the vehicles of those who may search: a search of one's own is looked at by somebody else. */
export default function OwnVehiclesPage() {
  const query = useOwnPlates();
  const known = query.data ?? [];
  return (
    <PlatesPage title="Own vehicles" lead="Plates of people who use Beadle. Noting them protects: a search of one always goes to review.">
      <Alert color="blue" icon={<IconEyeCheck aria-hidden />} title="What happens with them">Such a search is answered as any other, and stands under Review as unusual. Nobody is told of it beforehand, and nothing else is done with these plates. Tell people that theirs is noted.</Alert>
      <Note known={known} />
      {query.isError ? <ErrorNote error={query.error} what="The vehicles were not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Vehicles of people who use Beadle" stack columns={COLUMNS} rows={known} rowKey={(row) => row.id} initialSort={{ key: "user", down: false }}
          empty={<EmptyState icon={IconCar} title={query.isPending ? "Reading the vehicles" : "No vehicle is noted yet"}>{query.isPending ? null : "Until one is, a search of one's own plate looks like any other."}</EmptyState>} />
      )}
    </PlatesPage>
  );
}
