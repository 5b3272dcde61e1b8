import { MultiSelect } from "@mantine/core";

import type { Camera } from "@/api/types";

interface PickerProps { cameras: readonly Camera[]; value: readonly string[]; onChange: (cameras: string[]) => void }

/** Choose cameras by number or name. */
export function CameraPicker({ cameras, value, onChange }: PickerProps) {
  return (
    <MultiSelect label="Cameras" required searchable hidePickedOptions nothingFoundMessage="No camera matches." maxDropdownHeight={260}
      placeholder={value.length === 0 ? "Number or name" : undefined} value={[...value]} onChange={onChange}
      data={cameras.map((one) => ({ value: one.id, label: `${String(one.number)} ${one.name}` }))} />
  );
}
