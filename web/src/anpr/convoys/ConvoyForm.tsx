import { Button, NumberInput, Text, Textarea } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useRef, useState, type FormEvent } from "react";

import type { ConvoyRules } from "@/api/platesTypes";
import { DateTimeField } from "@/ui/DateTimeField";

import classes from "../search/Search.module.css";
import { AuthorityFields } from "../ui/AuthorityFields";
import { isFaultless } from "../ui/authority";
import { PlateField } from "../ui/PlateField";
import { convoyFaults, LEAST_WITHIN, MOST_WITHIN, type ConvoyDraft, type ConvoyFaults } from "./words";

interface FormProps { draft: ConvoyDraft; rules: ConvoyRules; busy: boolean; onChange: (draft: ConvoyDraft) => void; onRun: () => void }

/** One plate, a time, the recorded authority, and why. */
export function ConvoyForm({ draft, rules, busy, onChange, onRun }: FormProps) {
  const [shown, setShown] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const faults: ConvoyFaults = shown ? convoyFaults(draft, rules.longest_days) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFaultless(convoyFaults(draft, rules.longest_days))) { onRun(); return; }
    setShown(true);
    requestAnimationFrame(() => { form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); });
  };
  return (
    <form ref={form} className={classes["form"]} onSubmit={submit} noValidate aria-label="Look for vehicles that travel with one">
      <PlateField value={draft.plate} error={faults.plate} onChange={(plate) => { onChange({ ...draft, plate }); }} />
      <div className={classes["pair"]}>
        <DateTimeField label="From" required value={draft.since} error={faults.since ?? null} onChange={(since) => { onChange({ ...draft, since }); }} />
        <DateTimeField label="To" required value={draft.until} error={faults.until ?? null} onChange={(until) => { onChange({ ...draft, until }); }} />
      </div>
      <NumberInput label="Passing within" description="Of the same camera, before or after." suffix=" s" min={LEAST_WITHIN} max={MOST_WITHIN} step={5} clampBehavior="strict" allowDecimal={false} value={draft.within}
        onChange={(within) => { onChange({ ...draft, within: Number(within) || LEAST_WITHIN }); }} />
      <fieldset className={classes["why"]}>
        <legend>Why</legend>
        <Textarea label="Authority" required autosize minRows={2} maxLength={2000} description="Who allowed it, when, and under which reference." placeholder="e.g. Supt. A. Reed, 12 November 2026, authority 17/2026" value={draft.authority} error={faults.authority} onChange={(event) => { onChange({ ...draft, authority: event.currentTarget.value }); }} />
        <AuthorityFields draft={draft.why} faults={faults} onChange={(why) => { onChange({ ...draft, why }); }} />
      </fieldset>
      {shown && !isFaultless(faults) && <Text role="alert" size="sm" c="var(--b-bad)">Not looked for yet: {Object.values(faults).join(" ")}</Text>}
      <Button type="submit" loading={busy} leftSection={<IconUsersGroup size={18} aria-hidden />}>Look for them</Button>
      <Text size="xs" c="dimmed">This looks at vehicles that nobody suspects. It asks who you are once more, and stands in the audit log with its authority before anything is shown.</Text>
    </form>
  );
}
