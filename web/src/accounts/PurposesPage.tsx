import { Button, Group, Stack, Switch, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { IconEyeCheck, IconPlus } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { useAddPurpose, useChangePurpose, usePurposes, type Purpose } from "@/api/rights";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { StateBadge } from "@/ui/StateBadge";
import { plural } from "@/ui/words";

import classes from "./Rights.module.css";
import { RightsTabs } from "./RightsTabs";

interface Draft { name: string; description: string; lawful_basis: string; needs_case_reference: boolean; needs_second_person: boolean; usual: boolean }
const draftOf = (purpose: Purpose | null): Draft => ({
  name: purpose?.name ?? "", description: purpose?.description ?? "", lawful_basis: purpose?.lawful_basis ?? "",
  needs_case_reference: purpose?.needs_case_reference ?? false, needs_second_person: purpose?.needs_second_person ?? false, usual: purpose?.usual ?? false,
});

function PurposeForm({ purpose, onClose }: { purpose: Purpose | null; onClose: () => void }) {
  const add = useAddPurpose();
  const change = useChangePurpose();
  const [draft, setDraft] = useState(() => draftOf(purpose));
  const put = (part: Partial<Draft>) => { setDraft((was) => ({ ...was, ...part })); };
  const needs = draft.needs_case_reference || draft.needs_second_person;
  const failure = purpose ? change.error : add.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = { ...draft, name: draft.name.trim(), description: draft.description.trim(), lawful_basis: draft.lawful_basis.trim() };
    const onSuccess = () => { notify.done(purpose ? "Purpose changed" : "Purpose added", wanted.name); onClose(); };
    if (purpose) change.mutate({ id: purpose.id, change: wanted }, { onSuccess });
    else add.mutate(wanted, { onSuccess });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required maxLength={120} value={draft.name} autoComplete="off" data-autofocus description="As people say it when asked what they look for." onChange={(event) => { put({ name: event.currentTarget.value }); }} />
        <Textarea label="When it applies" autosize minRows={2} value={draft.description} onChange={(event) => { put({ description: event.currentTarget.value }); }} />
        <Textarea label="Lawful basis" autosize minRows={1} value={draft.lawful_basis} description="The power or duty that it rests on." onChange={(event) => { put({ lawful_basis: event.currentTarget.value }); }} />
        <Switch label="Needs a case reference" checked={draft.needs_case_reference} onChange={(event) => { put({ needs_case_reference: event.currentTarget.checked }); }} />
        <Switch label="Needs a second person" description="Somebody else with the same right signs for it, for 30 minutes at a time." checked={draft.needs_second_person} onChange={(event) => { put({ needs_second_person: event.currentTarget.checked }); }} />
        <Switch label="The usual purpose" description={needs ? "A purpose that needs something cannot be the usual one." : "What a new session looks for, until something else is stated."} disabled={needs && !draft.usual}
          checked={draft.usual} onChange={(event) => { put({ usual: event.currentTarget.checked }); }} />
        {failure && <ErrorNote error={failure} what="The purpose was not saved" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={draft.name.trim() === ""} loading={add.isPending || change.isPending}>{purpose ? "Save" : "Add the purpose"}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Retire({ purpose }: { purpose: Purpose }) {
  const change = useChangePurpose();
  const verb = purpose.retired ? "Bring back" : "Retire";
  return (
    <ConfirmButton size="compact-sm" question={`${verb} ${purpose.name}?`} confirm={verb}
      consequence={purpose.retired ? "It can be stated again by whoever has the right to it." : "Nobody can state it any more, and pictures that are being watched for it end within seconds. What was looked at for it stays in the log."}
      run={async () => { await change.mutateAsync({ id: purpose.id, change: { retired: !purpose.retired } }); notify.done(purpose.retired ? "Purpose brought back" : "Purpose retired", purpose.name); }}>
      {verb}
    </ConfirmButton>
  );
}

function stateOf(purpose: Purpose) {
  if (purpose.retired) return <StateBadge tone="off" label="Retired" />;
  return purpose.usual ? <StateBadge tone="ok" label="Usual" /> : <StateBadge tone="info" label="In use" />;
}
const needsOf = (purpose: Purpose): string =>
  [purpose.needs_case_reference ? "case reference" : "", purpose.needs_second_person ? "second person" : ""].filter(Boolean).join(", ") || "nothing";

/** What the council looks at pictures for. */
export default function PurposesPage() {
  const [retired, setRetired] = useState(false);
  const purposes = usePurposes(retired);
  const [open, setOpen] = useState<Purpose | "new" | null>(null);
  const columns: readonly Column<Purpose>[] = [
    { key: "name", header: "Purpose", sortBy: (row) => row.name, cell: (row) => <UnstyledButton className={classes["open"] ?? ""} onClick={() => { setOpen(row); }}>{row.name}</UnstyledButton> },
    { key: "needs", header: "Needs", width: "14rem", sortBy: needsOf, cell: needsOf },
    { key: "basis", header: "Lawful basis", from: "md", cell: (row) => row.lawful_basis },
    { key: "state", header: "State", width: "8rem", sortBy: (row) => (row.retired ? 2 : row.usual ? 0 : 1), cell: stateOf },
    { key: "do", header: "Change", width: "8rem", cell: (row) => <Retire purpose={row} /> },
  ];
  const used = (purposes.data ?? []).filter((purpose) => !purpose.retired).length;
  return (
    <Page title="Purposes" lead={purposes.data ? `${plural(used, "purpose")} may be stated. Every picture is looked at for one of them, and the log says which.` : undefined}
      actions={<>
        <Switch label="Retired ones too" checked={retired} onChange={(event) => { setRetired(event.currentTarget.checked); }} />
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => { setOpen("new"); }}>Add a purpose</Button>
      </>}>
      <RightsTabs />
      {purposes.isError
        ? <ErrorNote error={purposes.error} what="The purposes were not read" retry={() => { void purposes.refetch(); }} />
        : <DataTable caption="Purposes" stack columns={columns} rows={purposes.data ?? []} rowKey={(row) => row.id} onOpen={setOpen}
            empty={<EmptyState icon={IconEyeCheck} title={purposes.isPending ? "Reading the purposes" : "No purposes"} />} />}
      <Dialog opened={open !== null} onClose={() => { setOpen(null); }} title={open === "new" ? "Add a purpose" : `Change ${open?.name ?? ""}`} size="lg">
        {open !== null && <PurposeForm purpose={open === "new" ? null : open} onClose={() => { setOpen(null); }} />}
      </Dialog>
    </Page>
  );
}
