import { Button, Checkbox, Group, Stack, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { IconPlus, IconVideo } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { useCameras } from "@/api/cameras";
import { useAddGroup, useChangeGroup, useDeleteGroup, useGroups, type CameraGroup } from "@/api/rights";
import type { Camera } from "@/api/types";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { plural } from "@/ui/words";

import classes from "./Rights.module.css";
import { RightsTabs } from "./RightsTabs";

/** Cameras whose number, name or site has every word that was typed. */
export function matching(cameras: readonly Camera[], typed: string): readonly Camera[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return cameras.filter((camera) => {
    const said = `${String(camera.number)} ${camera.name} ${camera.site_name ?? ""}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

function Pick({ cameras, chosen, onChange }: { cameras: readonly Camera[]; chosen: readonly string[]; onChange: (chosen: string[]) => void }) {
  const [typed, setTyped] = useState("");
  const shown = matching(cameras, typed);
  const add = () => { onChange([...new Set([...chosen, ...shown.map((camera) => camera.id)])]); };
  return (
    <Checkbox.Group label={`Cameras (${String(chosen.length)} chosen)`} value={[...chosen]} onChange={onChange}>
      <Group my="xs" gap="xs" wrap="nowrap">
        <TextInput aria-label="Find cameras" placeholder="Number, name or site" value={typed} onChange={(event) => { setTyped(event.currentTarget.value); }} style={{ flex: 1 }} />
        <Button variant="default" disabled={shown.length === 0} onClick={add}>Choose {plural(shown.length, "shown", "shown")}</Button>
      </Group>
      <div className={classes["pick"]} tabIndex={0} role="group" aria-label="Cameras to choose from">
        {shown.map((camera) => <Checkbox key={camera.id} value={camera.id} label={`${String(camera.number)} ${camera.name}`} />)}
        {shown.length === 0 && <span className="b-dim">No camera matches.</span>}
      </div>
    </Checkbox.Group>
  );
}

function GroupForm({ group, onClose }: { group: CameraGroup | null; onClose: () => void }) {
  const cameras = useCameras().data ?? [];
  const add = useAddGroup();
  const change = useChangeGroup();
  const [name, setName] = useState(group?.name ?? "");
  const [description, setDescription] = useState(group?.description ?? "");
  const [chosen, setChosen] = useState<string[]>(group?.cameras ?? []);
  const failure = group ? change.error : add.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = { name: name.trim(), description: description.trim(), cameras: chosen };
    const onSuccess = () => { notify.done(group ? "Group changed" : "Group added", wanted.name); onClose(); };
    if (group) change.mutate({ id: group.id, change: wanted }, { onSuccess });
    else add.mutate(wanted, { onSuccess });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required value={name} maxLength={120} autoComplete="off" data-autofocus onChange={(event) => { setName(event.currentTarget.value); }} />
        <Textarea label="What belongs to it" autosize minRows={1} value={description} onChange={(event) => { setDescription(event.currentTarget.value); }} />
        <Pick cameras={cameras} chosen={chosen} onChange={setChosen} />
        {failure && <ErrorNote error={failure} what="The group was not saved" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={name.trim() === ""} loading={add.isPending || change.isPending}>{group ? "Save" : "Add the group"}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Remove({ group }: { group: CameraGroup }) {
  const remove = useDeleteGroup();
  return (
    <ConfirmButton size="compact-sm" question={`Delete the group ${group.name}?`} confirm="Delete the group"
      consequence="Its cameras and their footage stay. It cannot be deleted while somebody's rights name it."
      run={async () => { await remove.mutateAsync(group.id); notify.done("Group deleted", group.name); }}>
      Delete
    </ConfirmButton>
  );
}

/** Groups of cameras that rights are given for. */
export default function GroupsPage() {
  const groups = useGroups();
  const cameras = useCameras().data ?? [];
  const [open, setOpen] = useState<CameraGroup | "new" | null>(null);
  const numbers = (group: CameraGroup) => cameras.filter((camera) => group.cameras.includes(camera.id)).map((camera) => camera.number).join(", ");
  const columns: readonly Column<CameraGroup>[] = [
    { key: "name", header: "Group", width: "16rem", sortBy: (row) => row.name, cell: (row) => <UnstyledButton className={classes["open"] ?? ""} onClick={() => { setOpen(row); }}>{row.name}</UnstyledButton> },
    { key: "count", header: "Cameras", width: "7rem", sortBy: (row) => row.cameras.length, cell: (row) => row.cameras.length },
    { key: "numbers", header: "Numbers", from: "md", cell: (row) => <span className="b-mono b-dim">{numbers(row)}</span> },
    { key: "description", header: "What belongs to it", from: "sm", cell: (row) => row.description },
    { key: "do", header: "Change", width: "6rem", cell: (row) => <Remove group={row} /> },
  ];
  return (
    <Page title="Camera groups" lead="Rights are given for a group. A camera may be in several; a camera in none is seen only by those with rights to every camera."
      actions={<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => { setOpen("new"); }}>Add a group</Button>}>
      <RightsTabs />
      {groups.isError
        ? <ErrorNote error={groups.error} what="The groups were not read" retry={() => { void groups.refetch(); }} />
        : <DataTable caption="Camera groups" stack columns={columns} rows={groups.data ?? []} rowKey={(row) => row.id} onOpen={setOpen} initialSort={{ key: "name", down: false }}
            empty={<EmptyState icon={IconVideo} title={groups.isPending ? "Reading the groups" : "No groups yet"}>{groups.isPending ? null : "Make one for the cameras that the same people answer for: the town centre, the car parks."}</EmptyState>} />}
      <Dialog opened={open !== null} onClose={() => { setOpen(null); }} title={open === "new" ? "Add a group" : `Change ${open?.name ?? ""}`} size="xl">
        {open !== null && <GroupForm group={open === "new" ? null : open} onClose={() => { setOpen(null); }} />}
      </Dialog>
    </Page>
  );
}
