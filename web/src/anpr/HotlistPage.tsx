import { Anchor, Button, Group, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFileImport, IconListSearch, IconPencil, IconPlus, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { useChangeEntry, useDeleteEntry, useEntries, useHotlists, useSaveHotlist } from "@/api/plates";
import type { Entry, Hotlist } from "@/api/platesTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { formatDate } from "@/ui/london";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { useNow } from "@/ui/useNow";

import { PRIORITIES } from "./hits/words";
import { HotlistDialog } from "./HotlistsPage";
import { EntryDialog } from "./hotlists/EntryDialog";
import { entryState, isPartial, partialWords, reviewState } from "./hotlists/words";
import { Plate } from "./plate/Plate";
import { grouped, tidy } from "./plate/text";
import open from "./search/Search.module.css";
import { PlatesPage } from "./ui/PlatesPage";

function Acts({ list, entry }: { list: string; entry: Entry }) {
  const change = useChangeEntry(list);
  const remove = useDeleteEntry(list);
  return (
    <Group gap={6} wrap="nowrap">
      {!entry.expired && (
        <ConfirmButton size="compact-sm" question={`End the entry ${grouped(entry.plate)} now?`} confirm="End it now" consequence="It stays on the list as expired, and never alerts again."
          run={async () => { await change.mutateAsync({ id: entry.id, expires_at: new Date().toISOString() }); notify.done("Entry ended", grouped(entry.plate)); }}>End</ConfirmButton>
      )}
      <ConfirmButton size="compact-sm" question={`Take ${grouped(entry.plate)} off the list?`} confirm="Take it off" consequence="It is gone from the list. That it stood there, and why, stays in the audit log."
        run={async () => { await remove.mutateAsync(entry.id); notify.done("Entry taken off", grouped(entry.plate)); }}>Take off</ConfirmButton>
    </Group>
  );
}

function columnsFor(list: Hotlist, onOpen: (entry: Entry) => void): readonly Column<Entry>[] {
  return [
    { key: "plate", header: "Plate", width: "10.5rem", cell: (row) => <UnstyledButton className={open["open"] ?? ""} onClick={() => { onOpen(row); }}><Plate text={row.plate} size="sm" /></UnstyledButton> },
    { key: "kind", header: "Whole or part", width: "8rem", from: "md", cell: (row) => (isPartial(row.plate) ? <span title={partialWords(row.plate)}><StateBadge tone="info" label="Part" /></span> : <span className="b-dim">Whole</span>) },
    { key: "reason", header: "Reason", cell: (row) => row.reason || <span className="b-dim">as the list</span> },
    { key: "reference", header: "Reference", width: "9rem", from: "sm", cell: (row) => row.reference },
    { key: "priority", header: "Priority", width: "7.5rem", cell: (row) => <StateBadge {...PRIORITIES[row.priority ?? list.priority]} /> },
    { key: "state", header: "State", width: "7.5rem", cell: (row) => <StateBadge {...entryState(row)} /> },
    { key: "expires", header: "Expires", width: "11rem", from: "md", cell: (row) => <TimeText at={row.expires_at} seconds={false} none="no end" /> },
    { key: "do", header: "Change", width: "10.5rem", cell: (row) => <Acts list={list.id} entry={row} /> },
  ];
}

function Entries({ list, adding, onAdded }: { list: Hotlist; adding: boolean; onAdded: () => void }) {
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(tidy(typed), 250);
  const query = useEntries(list.id, asked);
  const [editing, setEditing] = useState<Entry | null>(null);
  const rows = (query.data?.pages ?? []).flatMap((page) => page.entries);
  return (
    <Panel title="Entries" flush actions={<TextInput size="xs" aria-label="Find entries by the beginning of their plate" placeholder="Beginning of a plate" value={typed} leftSection={<IconSearch size={15} aria-hidden />} onChange={(event) => { setTyped(event.currentTarget.value); }} />}>
      {query.isError ? <ErrorNote error={query.error} what="The entries were not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption={`Entries of ${list.name}`} stack columns={columnsFor(list, setEditing)} rows={rows} rowKey={(row) => String(row.id)} onOpen={setEditing}
          empty={<EmptyState icon={IconListSearch} title={query.isPending ? "Reading the entries" : asked === "" ? "Nothing on this list yet" : "No entry begins like that"} />} />
      )}
      {query.hasNextPage && <Button m="sm" variant="default" loading={query.isFetchingNextPage} onClick={() => { void query.fetchNextPage(); }}>Show older entries</Button>}
      {(adding || editing) && <EntryDialog list={list.id} entry={editing} onClose={() => { setEditing(null); onAdded(); }} />}
    </Panel>
  );
}

/** One list: what it is for, and every plate on it. */
export default function HotlistPage() {
  const { id = "" } = useParams();
  const query = useHotlists();
  const now = useNow(null);
  const save = useSaveHotlist(id);
  const [editing, setEditing] = useState(false);
  const [adding, setAdding] = useState(false);
  const list = query.data?.find((one) => one.id === id);
  if (!list) {
    return <PlatesPage title="Hotlist">{query.isError ? <ErrorNote error={query.error} what="The list was not read" retry={() => { void query.refetch(); }} /> : <EmptyState icon={IconListSearch} title={query.isPending ? "Reading the list" : "There is no such list"} />}</PlatesPage>;
  }
  const review = reviewState(list.review_on, now);
  return (
    <PlatesPage title={list.name} lead={<Anchor component={Link} to="/plates/hotlists" c="dimmed">All hotlists</Anchor>} actions={!list.retired && (
      <>
        <ConfirmButton question={`Retire ${list.name}?`} confirm="Retire it" consequence="None of its entries is looked for any more. It cannot be taken back; make a new list instead." run={() => save.mutateAsync({ retired: true })}>Retire</ConfirmButton>
        <Button variant="default" leftSection={<IconPencil size={17} aria-hidden />} onClick={() => { setEditing(true); }}>Change</Button>
        <Button variant="default" component={Link} to={`/plates/hotlists/${id}/import`} leftSection={<IconFileImport size={17} aria-hidden />}>Bring in from CSV</Button>
        <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => { setAdding(true); }}>Add a plate</Button>
      </>
    )}>
      <Panel title="The list">
        <Facts facts={[
          { label: "Reason", value: list.reason }, { label: "Owner", value: list.owner }, { label: "Source", value: list.source },
          { label: "Priority", value: <StateBadge {...PRIORITIES[list.priority]} /> }, { label: "People for a hit", value: list.two_person ? "Two" : "One" },
          { label: "Review", value: <StateBadge {...review} label={list.review_on ? `${formatDate(list.review_on)} (${review.label.toLowerCase()})` : review.label} /> },
          { label: "Plates", value: `${list.entries.toLocaleString("en-GB")}, ${list.expired.toLocaleString("en-GB")} expired` },
          { label: "State", value: list.retired ? <StateBadge tone="off" label="Retired" /> : <StateBadge tone="ok" label="In use" /> },
        ]} />
      </Panel>
      <Entries list={list} adding={adding} onAdded={() => { setAdding(false); }} />
      {editing && <HotlistDialog list={list} onClose={() => { setEditing(false); }} />}
    </PlatesPage>
  );
}
