import "@mantine/dates/styles.css";

import { Button, Stack, TextInput } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";

import { formatClock, localParts } from "./london";

const pad = (value: number): string => String(value).padStart(2, "0");

const momentOf = (value: string | null): string | number => value ?? Date.now();

function dayOf(value: string | null): string {
  const p = localParts(momentOf(value));
  return `${p.year}-${pad(p.month)}-${pad(p.day)}`;
}

/** The second way in: a month to pick the day from and a box for the time. Gives back words for parseMoment. */
export default function MomentPicker({ value, onPick }: { value: string | null; onPick: (words: string) => void }) {
  const [day, setDay] = useState(() => dayOf(value));
  const [clock, setClock] = useState(() => formatClock(momentOf(value)));
  return (
    <form onSubmit={(event) => { event.preventDefault(); event.stopPropagation(); onPick(`${day} ${clock}`); }}>
      <Stack gap="sm">
        <DatePicker
          value={day} defaultDate={day} onChange={(picked) => { if (picked !== null) setDay(picked); }} firstDayOfWeek={1} hideOutsideDates weekendDays={[]}
          ariaLabels={{ nextMonth: "Next month", previousMonth: "Previous month", nextYear: "Next year", previousYear: "Previous year", nextDecade: "Next decade", previousDecade: "Previous decade" }}
        />
        <TextInput label="Time" value={clock} onChange={(event) => { setClock(event.currentTarget.value); }} size="xs" autoComplete="off" />
        <Button type="submit" size="xs">Use this moment</Button>
      </Stack>
    </form>
  );
}
