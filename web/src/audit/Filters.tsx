import { Select, TextInput } from "@mantine/core";
import { useState } from "react";

import { usePurposes } from "@/api/rights";
import type { Camera } from "@/api/types";
import { DateTimeField } from "@/ui/DateTimeField";

import { actionChoices } from "./actions";
import classes from "./AuditPage.module.css";
import type { LogFilter } from "./log";

type Typed = Pick<LogFilter, "person" | "case" | "plate">;
const OUTCOMES = [{ value: "", label: "Any" }, { value: "ok", label: "Done" }, { value: "refused", label: "Refused" }, { value: "failed", label: "Failed" }];

/** Narrow the log by person, camera, plate, case, purpose, act, outcome and time. */
export function Filters({ filter, cameras, onChange }: { filter: LogFilter; cameras: readonly Camera[]; onChange: (filter: LogFilter) => void }) {
  const purposes = usePurposes(true).data ?? [];
  const [typed, setTyped] = useState<Typed>({ person: filter.person, case: filter.case, plate: filter.plate });
  const settle = () => {
    const said = { person: typed.person.trim(), case: typed.case.trim(), plate: typed.plate.trim() };
    if (said.person !== filter.person || said.case !== filter.case || said.plate !== filter.plate) onChange({ ...filter, ...said });
  };
  const words = (name: keyof Typed, label: string) => (
    <TextInput label={label} value={typed[name]} onChange={(event) => { setTyped({ ...typed, [name]: event.currentTarget.value }); }} onBlur={settle} autoComplete="off" spellCheck={false} maxLength={120} />
  );
  return (
    <form className={classes["filters"]} role="search" aria-label="Filter the log" onSubmit={(event) => { event.preventDefault(); settle(); }}>
      {words("person", "Who (name or part of it)")}
      <Select label="What" searchable value={filter.action} onChange={(action) => { onChange({ ...filter, action: action ?? "" }); }} data={[{ value: "", label: "Everything" }, ...actionChoices]} />
      <Select label="Camera" searchable value={filter.camera} onChange={(camera) => { onChange({ ...filter, camera: camera ?? "" }); }}
        data={[{ value: "", label: "Any" }, ...cameras.map((one) => ({ value: one.id, label: `${String(one.number)} ${one.name}` }))]} />
      {words("plate", "Number plate")}
      {words("case", "Case reference")}
      <Select label="Purpose" searchable value={filter.purpose} onChange={(purpose) => { onChange({ ...filter, purpose: purpose ?? "" }); }} data={[{ value: "", label: "Any" }, ...purposes.map((one) => ({ value: one.name, label: one.name }))]} />
      <Select label="Outcome" value={filter.outcome} onChange={(outcome) => { onChange({ ...filter, outcome: outcome ?? "" }); }} data={OUTCOMES} />
      <DateTimeField label="From" value={filter.since} onChange={(since) => { onChange({ ...filter, since }); }} />
      <DateTimeField label="Up to" value={filter.until} onChange={(until) => { onChange({ ...filter, until }); }} />
      <button type="submit" hidden>Filter</button>
    </form>
  );
}
