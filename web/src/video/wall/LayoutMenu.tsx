import { ActionIcon, Button, Group, Menu, NumberInput, Stack, Switch, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconDeviceFloppy, IconLayoutGrid, IconShare, IconTrash } from "@tabler/icons-react";
import { useState } from "react";

import { useCan } from "@/api/session";
import type { Layout } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { shapeNamed } from "./shapes";
import { useLayouts } from "./useLayouts";
import type { WallState } from "./wallState";

interface SaveProps { wall: WallState; opened: boolean; layouts: readonly Layout[]; save: ReturnType<typeof useLayouts>["save"]; onClose: () => void }

function SaveDialog({ wall, opened, layouts, save, onClose }: SaveProps) {
  const mayShare = useCan("layouts.share");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [tour, setTour] = useState<number | null>(null);
  const same = layouts.find((one) => one.mine && one.name.toLowerCase() === name.trim().toLowerCase());
  const submit = () => {
    const { columns } = shapeNamed(wall.shape);
    const layout = { name: name.trim(), shared, columns, tiles: [...wall.tiles], tour_seconds: tour };
    save.mutate(same === undefined ? layout : { ...layout, id: same.id }, {
      onSuccess: () => { notify.done("Layout saved", layout.name); onClose(); },
    });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="Save this wall">
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Stack gap="sm">
          <TextInput label="Name" required maxLength={80} value={name} data-autofocus onChange={(event) => { setName(event.currentTarget.value); }}
            description={same === undefined ? undefined : "A layout of this name is there already: it will be replaced."} />
          <NumberInput label="Change to the next saved layout after (seconds)" description="Leave empty for a layout that stands still." min={5} max={3600}
            value={tour ?? ""} onChange={(value) => { setTour(value === "" ? null : Number(value)); }} />
          {mayShare && <Switch label="Share with everybody in the control room" checked={shared} onChange={(event) => { setShared(event.currentTarget.checked); }} />}
          {save.isError && <ErrorNote error={save.error} what="The layout was not saved" />}
          <Group justify="flex-end"><Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>{same === undefined ? "Save layout" : "Replace layout"}</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface MenuProps { wall: WallState; onLoad: (layout: Layout) => void }

/** Saved walls: hang one up, save this one, delete one. */
export function LayoutMenu({ wall, onLoad }: MenuProps) {
  const { layouts, save, remove } = useLayouts();
  const mayWrite = useCan("layouts.write");
  const [saving, setSaving] = useState(false);
  const list = layouts.data ?? [];
  return (
    <>
      <Menu withinPortal position="bottom-start" shadow="md">
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconLayoutGrid size={16} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />}>Layouts</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {list.length === 0 && <Menu.Label>{layouts.isError ? "The layouts could not be read." : "No layout is saved yet."}</Menu.Label>}
          {list.map((layout) => (
            <Group key={layout.id} gap={4} wrap="nowrap">
              <Menu.Item onClick={() => { onLoad(layout); }} rightSection={layout.shared ? <IconShare size={14} aria-label="shared" /> : undefined}>{layout.name}</Menu.Item>
              {mayWrite && layout.mine && (
                <Tooltip label={`Delete ${layout.name}`}>
                  <ActionIcon size="sm" color="gray" aria-label={`Delete layout ${layout.name}`} onClick={() => { remove.mutate(layout); }}><IconTrash size={15} aria-hidden /></ActionIcon>
                </Tooltip>
              )}
            </Group>
          ))}
          {mayWrite && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconDeviceFloppy size={16} aria-hidden />} onClick={() => { save.reset(); setSaving(true); }}>Save this wall...</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {saving && <SaveDialog wall={wall} opened layouts={list} save={save} onClose={() => { setSaving(false); }} />}
    </>
  );
}
