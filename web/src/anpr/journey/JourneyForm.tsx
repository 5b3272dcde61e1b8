import { Button, Text } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useRef, useState, type FormEvent } from "react";

import { DateTimeField } from "@/ui/DateTimeField";

import { tidy } from "../plate/text";
import classes from "../search/Search.module.css";
import { AuthorityFields } from "../ui/AuthorityFields";
import { isFaultless } from "../ui/authority";
import { PlateField } from "../ui/PlateField";
import { journeyFaults, type JourneyDraft } from "./form";

/** One plate, a time, and the authority for following it. */
export function JourneyForm({ draft, busy, onChange, onRun }: { draft: JourneyDraft; busy: boolean; onChange: (draft: JourneyDraft) => void; onRun: (plate: string) => void }) {
  const [shown, setShown] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const faults: ReturnType<typeof journeyFaults> = shown ? journeyFaults(draft) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFaultless(journeyFaults(draft))) { onRun(tidy(draft.plate)); return; }
    setShown(true);
    requestAnimationFrame(() => { form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); });
  };
  return (
    <form ref={form} className={classes["form"]} onSubmit={submit} noValidate aria-label="Follow one plate">
      <PlateField value={draft.plate} error={faults.plate} onChange={(plate) => { onChange({ ...draft, plate }); }} />
      <div className={classes["pair"]}>
        <DateTimeField label="From" required value={draft.since} error={faults.since ?? null} onChange={(since) => { onChange({ ...draft, since }); }} />
        <DateTimeField label="To" required value={draft.until} error={faults.until ?? null} onChange={(until) => { onChange({ ...draft, until }); }} />
      </div>
      <fieldset className={classes["why"]}>
        <legend>Why</legend>
        <AuthorityFields draft={draft.why} faults={faults} onChange={(why) => { onChange({ ...draft, why }); }} />
      </fieldset>
      {shown && !isFaultless(faults) && <Text role="alert" size="sm" c="var(--b-bad)">Not followed yet: {Object.values(faults).join(" ")}</Text>}
      <Button type="submit" loading={busy} leftSection={<IconRoute size={18} aria-hidden />}>Show the journey</Button>
      <Text size="xs" c="dimmed">Following a vehicle through the town is surveillance of whoever drives it. The reason stands in the audit log before the journey is shown.</Text>
    </form>
  );
}
