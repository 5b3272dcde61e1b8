import { Anchor, Button, Group, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconListSearch, IconPlus } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { Link, useNavigate } from "react-router";

import { useHotlists, useSaveHotlist } from "@/api/plates";
import type { Hotlist, HotlistWrite, Priority } from "@/api/platesTypes";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatDate } from "@/ui/london";
import { notify } from "@/ui/notify";
import { StateBadge } from "@/ui/StateBadge";
import { plural } from "@/ui/words";

import { PRIORITIES } from "./hits/words";
import { reviewState } from "./hotlists/words";
import { PlatesPage } from "./ui/PlatesPage";

const BLANK: HotlistWrite = { name: "", source: "", owner: "", reason: "", priority: "normal", review_on: null, two_person: false };

export function HotlistDialog({ list, onClose }: { list: Hotlist | null; onClose: () => void }) {
  const save = useSaveHotlist(list?.id);
  const navigate = useNavigate();
  const [draft, setDraft] = useState<HotlistWrite>(list ? { name: list.name, source: list.source, owner: list.owner, reason: list.reason, priority: list.priority, review_on: list.review_on, two_person: list.two_person } : BLANK);
  const set = (change: Partial<HotlistWrite>) => { setDraft({ ...draft, ...change }); };
  const ready = draft.name.trim() !== "" && draft.owner.trim() !== "" && draft.reason.trim().length >= 3;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ ...draft, name: draft.name.trim(), owner: draft.owner.trim(), source: draft.source.trim(), reason: draft.reason.trim() }, {
      onSuccess: (saved) => { notify.done(list ? "List changed" : "List made", saved.name); onClose(); if (!list) void navigate(`/plates/hotlists/${saved.id}`); },
    });
  };
  return (
    <Dialog opened onClose={onClose} title={list ? `Change ${list.name}` : "New hotlist"} size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label="Name" required maxLength={120} value={draft.name} data-autofocus onChange={(event) => { set({ name: event.currentTarget.value }); }} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput label="Owner" required maxLength={120} value={draft.owner} description="Who answers for what stands on it." onChange={(event) => { set({ owner: event.currentTarget.value }); }} />
            <TextInput label="Source" maxLength={200} value={draft.source} description="Where its plates come from." onChange={(event) => { set({ source: event.currentTarget.value }); }} />
          </SimpleGrid>
          <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={draft.reason} description="Why these vehicles are looked for. It stands with every hit." onChange={(event) => { set({ reason: event.currentTarget.value }); }} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <Select label="Priority" value={draft.priority} data={Object.entries(PRIORITIES).map(([value, { label }]) => ({ value, label }))} onChange={(priority) => { set({ priority: (priority ?? "normal") as Priority }); }} />
            <TextInput label="Review on" type="date" value={draft.review_on ?? ""} description="When somebody asks whether it is still needed." onChange={(event) => { set({ review_on: event.currentTarget.value === "" ? null : event.currentTarget.value }); }} />
          </SimpleGrid>
          <Switch checked={draft.two_person} onChange={(event) => { set({ two_person: event.currentTarget.checked }); }} label="A hit needs two people" description="Before it goes to the police, a second person compares the plate and signs." />
          {save.isError && <ErrorNote error={save.error} what="The list was not saved" />}
          <Group justify="flex-end"><Button type="submit" loading={save.isPending} disabled={!ready}>{list ? "Save" : "Make the list"}</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}

const COLUMNS: readonly Column<Hotlist>[] = [
  { key: "name", header: "List", sortBy: (row) => row.name, cell: (row) => <Anchor component={Link} to={`/plates/hotlists/${row.id}`} underline="hover" c="inherit" fw={600}>{row.name}</Anchor> },
  { key: "priority", header: "Priority", width: "7.5rem", sortBy: (row) => row.priority, cell: (row) => <StateBadge {...PRIORITIES[row.priority]} /> },
  { key: "entries", header: "Plates", width: "7rem", align: "right", sortBy: (row) => row.entries, cell: (row) => row.entries.toLocaleString("en-GB") },
  { key: "expired", header: "Expired", width: "6.5rem", align: "right", from: "md", sortBy: (row) => row.expired, cell: (row) => row.expired.toLocaleString("en-GB") },
  { key: "owner", header: "Owner", width: "13rem", from: "sm", sortBy: (row) => row.owner, cell: (row) => row.owner },
  { key: "source", header: "Source", width: "12rem", from: "lg", cell: (row) => row.source },
  { key: "review", header: "Review", width: "11rem", sortBy: (row) => row.review_on, cell: (row) => { const state = reviewState(row.review_on, Date.now()); return <span title={row.review_on ? formatDate(row.review_on) : undefined}><StateBadge {...state} /></span>; } },
  { key: "two", header: "People", width: "7rem", from: "md", cell: (row) => (row.two_person ? "Two" : "One") },
];

/** Lists of plates that somebody looks for, each with an owner, a reason and an end. */
export default function HotlistsPage() {
  const query = useHotlists();
  const [adding, setAdding] = useState(false);
  const [retired, setRetired] = useState(false);
  const lists = (query.data ?? []).filter((list) => list.retired === retired);
  const gone = (query.data ?? []).filter((list) => list.retired).length;
  return (
    <PlatesPage title="Hotlists" lead="Plates that somebody looks for: why, until when, and on whose word. What has expired never alerts."
      actions={<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => { setAdding(true); }}>New hotlist</Button>}>
      {query.isError ? <ErrorNote error={query.error} what="The lists were not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Hotlists" stack columns={COLUMNS} rows={lists} rowKey={(row) => row.id} initialSort={{ key: "name", down: false }}
          empty={<EmptyState icon={IconListSearch} title={query.isPending ? "Reading the lists" : retired ? "No list has been retired" : "No hotlist yet"}>{query.isPending || retired ? null : "Make one, then type its plates or bring them in from CSV."}</EmptyState>} />
      )}
      {gone > 0 && <Text size="sm"><Button variant="subtle" size="compact-sm" onClick={() => { setRetired((was) => !was); }}>{retired ? "Show the lists in use" : `Show ${plural(gone, "retired list")}`}</Button></Text>}
      {adding && <HotlistDialog list={null} onClose={() => { setAdding(false); }} />}
    </PlatesPage>
  );
}
