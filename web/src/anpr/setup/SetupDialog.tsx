import { Button, Group, NumberInput, Radio, Select, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";

import { useAddReading, useChangeReading, useRemoveReading } from "@/api/plates";
import type { Adapter, ReadingCamera, ReadingMode, ReadingWrite } from "@/api/platesTypes";
import type { Camera } from "@/api/types";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { BLANK_MAPPING, MappingEditor } from "./MappingEditor";
import { RegionEditor } from "./RegionEditor";
import { TokenPanel } from "./TokenPanel";
import { ADAPTERS, READING, TOWARDS } from "./words";

type Draft = Required<ReadingWrite>;
const START: Draft = { mode: "pushed", adapter: "auto", mapping: null, zone: "Europe/London", region: [], towards: "", fps: 10 };
const draftOf = ({ mode, adapter, mapping, zone, region, towards, fps }: ReadingCamera): Draft => ({ mode, adapter, mapping, zone, region, towards, fps });

/** How a mapped camera without a mapping would be saved: it would understand nothing. */
const lacks = (draft: Draft): string | null =>
  draft.mode === "pushed" && draft.adapter === "mapped" && (draft.mapping?.columns.plate ?? "").trim() === "" ? "Say where the plate stands in the camera's messages." : null;

function Pushed({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  return (
    <>
      <Select label="Kind of messages" value={draft.adapter} description="Most cameras are told by their messages." data={Object.entries(ADAPTERS).map(([value, label]) => ({ value, label }))}
        onChange={(adapter) => { onChange({ ...draft, adapter: (adapter ?? "auto") as Adapter, mapping: adapter === "mapped" ? draft.mapping ?? BLANK_MAPPING : draft.mapping }); }} />
      {draft.adapter === "mapped" && <MappingEditor mapping={draft.mapping ?? BLANK_MAPPING} zone={draft.zone} onChange={(mapping) => { onChange({ ...draft, mapping }); }} />}
    </>
  );
}

/** Forget how a camera's plates come. Switching it off keeps the set-up; this does not. */
function Remove({ camera, onDone }: { camera: Camera; onDone: () => void }) {
  const remove = useRemoveReading();
  return (
    <ConfirmButton above leftSection={<IconTrash size={17} aria-hidden />} question={`Remove the set-up of ${String(camera.number)} ${camera.name}?`} confirm="Remove it"
      consequence="No more plates come from this camera, and the address that it pushes to ends at once. Its reads stay for their time. To stop for a while, choose Not read instead."
      run={async () => { await remove.mutateAsync(camera.id); notify.done("Set-up removed", `${String(camera.number)} ${camera.name}`); onDone(); }}>Remove the set-up</ConfirmButton>
  );
}

/** One camera: how its plates come. `camera` is the estate's, `known` its set-up where it has one. */
export function SetupDialog({ camera, known, onClose }: { camera: Camera; known: ReadingCamera | null; onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>(known ? draftOf(known) : START);
  const add = useAddReading();
  const change = useChangeReading(camera.id);
  const act = known ? change : add;
  const fault = lacks(draft);
  const save = () => {
    const said: ReadingWrite = { ...draft, mapping: draft.adapter === "mapped" ? draft.mapping : null };
    const onSuccess = () => { notify.done("Set-up saved", `${String(camera.number)} ${camera.name}`); onClose(); };
    if (known) change.mutate(said, { onSuccess });
    else add.mutate({ camera_id: camera.id, ...said }, { onSuccess });
  };
  return (
    <Dialog opened onClose={onClose} title={`${String(camera.number)} ${camera.name}: how its plates come`} size="60rem">
      <Stack gap="md">
        <Radio.Group label="Reads" value={draft.mode} onChange={(mode) => { setDraft({ ...draft, mode: mode as ReadingMode }); }}>
          <Stack gap={6} mt={6}>{Object.entries(READING).map(([value, { label, meaning }]) => <Radio key={value} value={value} label={label} description={meaning} />)}</Stack>
        </Radio.Group>
        {draft.mode === "pushed" && <Pushed draft={draft} onChange={setDraft} />}
        {draft.mode === "pushed" && known?.mode === "pushed" && <TokenPanel camera={known} />}
        {draft.mode === "pushed" && known?.mode !== "pushed" && <Text size="sm" c="dimmed">Once it is saved, open it again to make the address for the camera.</Text>}
        {draft.mode === "own" && (
          <>
            <RegionEditor camera={camera.id} region={draft.region} onChange={(region) => { setDraft({ ...draft, region }); }} />
            <NumberInput label="Pictures a second" description="As many as a vehicle needs to be seen five times." min={0.2} max={30} step={1} maw={220} value={draft.fps} onChange={(fps) => { setDraft({ ...draft, fps: Number(fps) || 10 }); }} />
          </>
        )}
        {draft.mode !== "off" && <Select label="Vehicles that come towards it drive" maw={320} value={draft.towards} data={Object.entries(TOWARDS).map(([value, label]) => ({ value, label }))} onChange={(towards) => { setDraft({ ...draft, towards: (towards ?? "") as Draft["towards"] }); }} />}
        {act.isError && <ErrorNote error={act.error} what="The set-up was not saved" />}
        <Group justify="flex-end">
          {known && <Remove camera={camera} onDone={onClose} />}
          <span style={{ flex: 1 }} />
          {fault !== null && <Text size="sm" c="var(--b-bad)" role="status">{fault}</Text>}
          <Button loading={act.isPending} disabled={fault !== null} onClick={save}>Save</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
