import { Button, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useAddEntry, useChangeEntry } from "@/api/plates";
import type { Entry, EntryWrite, Priority } from "@/api/platesTypes";
import { DateTimeField } from "@/ui/DateTimeField";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { PRIORITIES } from "../hits/words";
import { Plate } from "../plate/Plate";
import { grouped, tidy } from "../plate/text";
import { PlateField } from "../ui/PlateField";
import { entryFault, partialWords } from "./words";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const LIST = "list";

const blank = (now: number): EntryWrite => ({ plate: "", reason: "", priority: null, expires_at: new Date(now + USUAL_DAYS * DAY_MS).toISOString(), review_on: null, reference: "" });

/** One plate on the list: why, how urgent, until when. */
export function EntryDialog({ list, entry, onClose }: { list: string; entry: Entry | null; onClose: () => void }) {
  const add = useAddEntry(list);
  const change = useChangeEntry(list);
  const [draft, setDraft] = useState<EntryWrite>(() => entry ?? blank(Date.now()));
  const [shown, setShown] = useState(false);
  const set = (values: Partial<EntryWrite>) => { setDraft({ ...draft, ...values }); };
  const plate = tidy(draft.plate);
  const fault = entry ? null : entryFault(plate);
  const act = entry ? change : add;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (fault !== null) return;
    const said = { reason: draft.reason.trim(), priority: draft.priority, expires_at: draft.expires_at, review_on: draft.review_on, reference: draft.reference.trim() };
    const onSuccess = () => { notify.done(entry ? "Entry changed" : "Entry added", `${grouped(plate)}. It is looked for within two seconds.`); onClose(); };
    if (entry) change.mutate({ id: entry.id, ...said }, { onSuccess });
    else add.mutate({ plate, ...said }, { onSuccess });
  };
  return (
    <Dialog opened onClose={onClose} title={entry ? "Change an entry" : "Add a plate"} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {entry ? <Plate text={entry.plate} size="lg" /> : (
            <>
              <PlateField value={draft.plate} onChange={(typed) => { set({ plate: typed }); }} error={shown && fault !== null ? fault : undefined} wild autoFocus description="Where a part is not known: * for any characters or none, ? for exactly one." />
              {partialWords(plate) !== "" && <Text size="sm" c="var(--b-warn)">{partialWords(plate)}</Text>}
            </>
          )}
          <Textarea label="Reason" autosize minRows={2} maxLength={1000} value={draft.reason} description="Left empty, the list's own reason holds." onChange={(event) => { set({ reason: event.currentTarget.value }); }} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput label="Reference" maxLength={120} value={draft.reference} description="Crime, log or case number." onChange={(event) => { set({ reference: event.currentTarget.value }); }} />
            <Select label="Priority" value={draft.priority ?? LIST} description="How soon somebody looks at a hit." data={[{ value: LIST, label: "As the list" }, ...Object.entries(PRIORITIES).map(([value, { label }]) => ({ value, label }))]}
              onChange={(priority) => { set({ priority: priority === null || priority === LIST ? null : (priority as Priority) }); }} />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <DateTimeField label="Expires" past={false} value={draft.expires_at} description="After that it never alerts. Empty: no end." onChange={(expires) => { set({ expires_at: expires }); }} />
            <TextInput label="Review on" type="date" value={draft.review_on ?? ""} description="When somebody checks that it is still right." onChange={(event) => { set({ review_on: event.currentTarget.value === "" ? null : event.currentTarget.value }); }} />
          </SimpleGrid>
          {act.isError && <ErrorNote error={act.error} what="The entry was not saved" />}
          <Group justify="flex-end"><Button type="submit" loading={act.isPending}>{entry ? "Save" : "Add it"}</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}
