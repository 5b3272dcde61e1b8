import { ActionIcon, Group, Popover, Radio, Stack, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import { formatTime, toIso, zoneName } from "./london";
import { parseMoment, type Moment } from "./moment";

const MomentPicker = lazy(() => import("./MomentPicker"));

interface FieldProps {
  label: string;
  /** ISO 8601 in UTC, or null while nothing valid is typed. */
  value: string | null;
  onChange: (value: string | null) => void;
  description?: string;
  required?: boolean;
  /** A bare "23:50" typed at 00:10 is last night's: right for footage, wrong for appointments. */
  past?: boolean;
  /** A fault found by the screen, such as "The end is before the start." */
  error?: string | null;
  size?: "xs" | "sm" | "md";
  disabled?: boolean;
}

const shown = (value: string): string => formatTime(value);

function faultOf(moment: Moment, required: boolean): string | null {
  if (moment.kind === "unclear" || moment.kind === "skipped") return moment.message;
  return moment.kind === "empty" && required ? "Type a date and time." : null;
}

/** Date and time, typed first; a calendar second. London time; the hour that comes twice is asked about. */
export function DateTimeField({ label, value, onChange, description, required = false, past = true, error, size = "sm", disabled = false }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [twice, setTwice] = useState<{ first: number; second: number } | null>(null);
  const [picking, setPicking] = useState(false);
  const text = typed ?? (value ? shown(value) : "");

  const settle = (words: string) => {
    const moment = parseMoment(words, Date.now(), { past });
    setFault(faultOf(moment, required));
    setTwice(moment.kind === "two" ? moment : null);
    if (moment.kind === "one") {
      setTyped(null);
      onChange(toIso(moment.at));
    } else {
      setTyped(words);
      onChange(moment.kind === "two" ? toIso(moment.first) : null);
    }
  };
  const choose = (at: number) => {
    setTyped(null);
    setFault(null);
    onChange(toIso(at));
  };
  const chosen = value ? new Date(value).getTime() : null;

  return (
    <Stack gap={4}>
      <TextInput
        label={label} description={description} required={required} size={size} disabled={disabled} value={text}
        placeholder="e.g. 14:32 or yesterday 14:30" autoComplete="off" spellCheck={false} error={fault ?? error}
        onChange={(event) => { setTyped(event.currentTarget.value); setFault(null); }}
        onBlur={() => { if (typed !== null) settle(typed); }}
        onKeyDown={(event) => { if (event.key === "Enter" && typed !== null) settle(typed); }}
        rightSection={
          <Popover opened={picking} onChange={setPicking} position="bottom-end" trapFocus withinPortal>
            <Popover.Target>
              <ActionIcon aria-label={`Calendar for: ${label}`} disabled={disabled} onClick={() => { setPicking((was) => !was); }}>
                <IconCalendar size={18} aria-hidden />
              </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown>
              <Suspense fallback="Opening the calendar...">
                <MomentPicker value={value} onPick={(words) => { setPicking(false); settle(words); }} />
              </Suspense>
            </Popover.Dropdown>
          </Popover>
        }
      />
      {twice && (
        <Radio.Group label="The clocks went back: this time came twice. Which one?" value={chosen === twice.second ? "second" : "first"}
          onChange={(which) => { choose(which === "second" ? twice.second : twice.first); }}>
          <Group gap="md" mt={4}>
            <Radio value="first" label={`First (${zoneName(twice.first)})`} />
            <Radio value="second" label={`Second (${zoneName(twice.second)})`} />
          </Group>
        </Radio.Group>
      )}
    </Stack>
  );
}
