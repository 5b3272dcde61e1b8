import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";

import { Plate } from "../plate/Plate";
import { tidy } from "../plate/text";

interface FieldProps { value: string; onChange: (plate: string) => void; label?: string; description?: ReactNode; error?: string | undefined; wild?: boolean; autoFocus?: boolean; required?: boolean }

/** Where a plate is typed: in capitals, spaces as one likes, drawn beside as it will be understood. */
export function PlateField({ value, onChange, label = "Plate", description, error, wild = false, autoFocus = false, required = true }: FieldProps) {
  const text = tidy(value);
  return (
    <TextInput label={label} required={required} description={description} error={error} value={value} maxLength={40} autoComplete="off" autoCapitalize="characters" spellCheck={false}
      placeholder={wild ? "e.g. LA5?ABC or LA51*" : "e.g. LA51 ABC"} data-autofocus={autoFocus || undefined}
      styles={{ input: { fontFamily: "var(--b-mono)", textTransform: value === "" ? "none" : "uppercase", letterSpacing: "0.06em", fontWeight: 600 } }}
      rightSection={text === "" ? undefined : <Plate text={text.slice(0, 12)} size="xs" />} rightSectionWidth={text === "" ? undefined : 34 + 13 * Math.min(text.length, 12)} rightSectionPointerEvents="none"
      onChange={(event) => { onChange(event.currentTarget.value); }} />
  );
}
