import { Alert, Button, SegmentedControl, Text } from "@mantine/core";
import { IconClockExclamation, IconSearch } from "@tabler/icons-react";
import { useRef, useState, type FormEvent } from "react";

import type { SearchMode } from "@/api/platesTypes";
import { DateTimeField } from "@/ui/DateTimeField";

import { AuthorityFields } from "../ui/AuthorityFields";
import { isFaultless, needsApproval, OPEN_DAYS } from "../ui/authority";
import { PlateField } from "../ui/PlateField";
import { faultsOf, hasWild, MODES, type SearchDraft, type SearchFaults } from "./form";
import classes from "./Search.module.css";
import { WherePicker } from "./WherePicker";

/** `narrow`: there is no room beside the form. */
interface FormProps { draft: SearchDraft; busy: boolean; narrow: boolean; onChange: (draft: SearchDraft) => void; onRun: () => void }

/** The question and its authority. Without purpose, case and requester nothing is asked of the server. */
export function SearchForm({ draft, busy, narrow, onChange, onRun }: FormProps) {
  const [shown, setShown] = useState(false);
  const [opened] = useState(() => Date.now());
  const form = useRef<HTMLFormElement>(null);
  const faults: SearchFaults = shown ? faultsOf(draft) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFaultless(faultsOf(draft))) { onRun(); return; }
    setShown(true);
    requestAnimationFrame(() => { form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); });
  };
  const type = (plate: string) => { onChange({ ...draft, plate, mode: hasWild(plate) ? "partial" : draft.mode }); };
  return (
    <form ref={form} className={classes["form"]} onSubmit={submit} noValidate aria-label="Search for a plate">
      <PlateField value={draft.plate} onChange={type} error={faults.plate} wild={draft.mode === "partial"} />
      <div>
        <Text component="span" size="sm" fw={500} id="plate-mode">How it is compared</Text>
        <SegmentedControl fullWidth mt={4} aria-labelledby="plate-mode" value={draft.mode} onChange={(mode) => { onChange({ ...draft, mode: mode as SearchMode }); }}
          data={Object.entries(MODES).map(([value, { label }]) => ({ value, label }))} />
        <Text size="xs" c="dimmed" mt={4}>{MODES[draft.mode].meaning}</Text>
      </div>
      <div className={classes["pair"]}>
        <DateTimeField label="From" required value={draft.since} error={faults.since ?? null} onChange={(since) => { onChange({ ...draft, since }); }} />
        <DateTimeField label="To" required value={draft.until} error={faults.until ?? null} onChange={(until) => { onChange({ ...draft, until }); }} />
      </div>
      {needsApproval(draft.since, opened) && (
        <Alert color="yellow" icon={<IconClockExclamation aria-hidden />} p="sm">This reaches back more than {OPEN_DAYS} days. It waits until a second person approves it, and shows nothing before.</Alert>
      )}
      <WherePicker draft={draft} faults={faults} narrow={narrow} onChange={onChange} />
      <fieldset className={classes["why"]}>
        <legend>Why</legend>
        <AuthorityFields draft={draft.why} faults={faults} onChange={(why) => { onChange({ ...draft, why }); }} />
      </fieldset>
      {shown && !isFaultless(faults) && <Text role="alert" size="sm" c="var(--b-bad)">Not searched yet: {Object.values(faults).join(" ")}</Text>}
      <Button type="submit" loading={busy} leftSection={<IconSearch size={18} aria-hidden />}>Search</Button>
      <Text size="xs" c="dimmed">The search and its reason stand in the audit log before any result is shown. Some searches are reviewed by another person.</Text>
    </form>
  );
}
