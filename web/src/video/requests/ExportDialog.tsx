import { Button, Group, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useCameras } from "@/api/cameras";
import { keys } from "@/api/keys";
import { useSession } from "@/api/session";
import { orderExport } from "@/api/video";
import { DateTimeField } from "@/ui/DateTimeField";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { CameraPicker } from "./CameraPicker";
import { complete, timeFault, type Draft } from "./checks";
import { isSaid, PurposeFields, whyOf } from "./PurposeFields";

interface ExportProps { start: Draft; onClose: () => void }

/** Ask for an export: what, why, and whether a working copy is wanted beside the master. */
export function ExportDialog({ start, onClose }: ExportProps) {
  const cache = useQueryClient();
  const cameras = useCameras().data ?? [];
  const [draft, setDraft] = useState(start);
  const session = useSession();
  const [why, setWhy] = useState(() => whyOf(session));
  const [reason, setReason] = useState("");
  const [working, setWorking] = useState(true);
  const order = useMutation({
    mutationFn: orderExport,
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: keys.exports });
      notify.done("Export ordered", "It goes on under Exports; you can leave this screen.");
      onClose();
    },
  });
  const ready = complete(draft, [reason]) && isSaid(why, session?.purposes ?? []);
  const submit = () => {
    if (!ready || why.purpose === null || draft.from === null || draft.to === null) return;
    order.mutate({
      cameras: [...draft.cameras], from: draft.from, to: draft.to, purpose: why.purpose, reason: reason.trim(), working_copy: working,
      ...(why.reference.trim() === "" ? {} : { reference: why.reference.trim() }),
    });
  };
  const fault = draft.from !== null && draft.to !== null ? timeFault(draft) : null;
  return (
    <Dialog opened onClose={onClose} title="Export footage" size="lg">
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Stack gap="sm">
          <CameraPicker cameras={cameras} value={draft.cameras} onChange={(chosen) => { setDraft({ ...draft, cameras: chosen }); }} />
          <Group grow align="flex-start">
            <DateTimeField label="From" required value={draft.from} onChange={(from) => { setDraft({ ...draft, from }); }} />
            <DateTimeField label="To" required value={draft.to} error={fault} onChange={(to) => { setDraft({ ...draft, to }); }} />
          </Group>
          <PurposeFields why={why} onChange={setWhy} />
          <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={reason} description="What happened, and why this footage is needed. It stands in the audit log."
            onChange={(event) => { setReason(event.currentTarget.value); }} />
          <Switch checked={working} onChange={(event) => { setWorking(event.currentTarget.checked); }} label="Working copy as well"
            description="Plays anywhere, with the time in the picture. The master is the recording itself, bit for bit." />
          {order.isError && <ErrorNote error={order.error} what="The export was not ordered" />}
          <Group justify="space-between">
            <Text size="xs" c="dimmed">Your name and this reason are logged before the first byte leaves.</Text>
            <Button type="submit" loading={order.isPending} disabled={!ready}>Order export</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
