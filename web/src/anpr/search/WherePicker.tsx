import { SegmentedControl, Text } from "@mantine/core";

import { CameraPicker } from "./CameraPicker";
import type { SearchDraft, SearchFaults, Where } from "./form";
import { NearPicker } from "./NearPicker";

const WAYS: Record<Where, string> = { all: "Everywhere", cameras: "At cameras", near: "Around a place" };

interface PickerProps { draft: SearchDraft; faults: SearchFaults; narrow: boolean; onChange: (draft: SearchDraft) => void }

/** Where reads are searched: at every camera in reach, at some, or around a place. */
export function WherePicker({ draft, faults, narrow, onChange }: PickerProps) {
  return (
    <div>
      <Text component="span" size="sm" fw={500} id="plate-where">Where</Text>
      <SegmentedControl fullWidth mt={4} mb={8} aria-labelledby="plate-where" value={draft.where} onChange={(where) => { onChange({ ...draft, where: where as Where }); }}
        data={Object.entries(WAYS).map(([value, label]) => ({ value, label }))} />
      {draft.where === "all" && <Text size="xs" c="dimmed">Every camera in your reach.</Text>}
      {draft.where === "cameras" && <CameraPicker value={draft.cameras} error={faults.cameras} onChange={(chosen) => { onChange({ ...draft, cameras: chosen }); }} />}
      {draft.where === "near" && <NearPicker value={draft.near} error={faults.near} map={narrow} onChange={(near) => { onChange({ ...draft, near }); }} />}
    </div>
  );
}
