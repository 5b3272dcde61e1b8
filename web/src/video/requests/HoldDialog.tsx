import { Button, Group, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useCameras } from "@/api/cameras";
import { keys } from "@/api/keys";
import { useSession } from "@/api/session";
import { placeHold } from "@/api/video";
import { DateTimeField } from "@/ui/DateTimeField";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { CameraPicker } from "./CameraPicker";
import { complete, dayAhead, timeFault, type Draft } from "./checks";
import { isSaid, PurposeFields, whyOf } from "./PurposeFields";

const REVIEW_DAYS = 90;

interface HoldProps { start: Draft; onClose: () => void }

/** Keep footage from being overwritten until somebody releases it. */
export function HoldDialog({ start, onClose }: HoldProps) {
  const cache = useQueryClient();
  const cameras = useCameras().data ?? [];
  const [draft, setDraft] = useState(start);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const session = useSession();
  const [why, setWhy] = useState(() => whyOf(session));
  const [review, setReview] = useState(() => dayAhead(REVIEW_DAYS, Date.now()));
  const place = useMutation({
    mutationFn: placeHold,
    onSuccess: async () => {
      await Promise.all([cache.invalidateQueries({ queryKey: keys.holds }), cache.invalidateQueries({ queryKey: ["video", "timeline"] })]);
      notify.done("Footage is on hold", "It is kept until the hold is released.");
      onClose();
    },
  });
  const what = open ? { ...draft, to: null } : draft;
  const ready = complete(what, [reason], open) && isSaid(why, session?.purposes ?? []);
  const fault = what.from !== null && what.to !== null ? timeFault(what) : null;
  const submit = () => {
    if (!ready || why.purpose === null || what.from === null) return;
    place.mutate({
      cameras: [...what.cameras], from: what.from, to: what.to, reason: reason.trim(),
      purpose: why.purpose, reference: why.reference.trim() === "" ? null : why.reference.trim(), review_on: review === "" ? null : review,
    });
  };
  return (
    <Dialog opened onClose={onClose} title="Place a hold" size="lg">
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Stack gap="sm">
          <CameraPicker cameras={cameras} value={draft.cameras} onChange={(chosen) => { setDraft({ ...draft, cameras: chosen }); }} />
          <Group grow align="flex-start">
            <DateTimeField label="From" required value={draft.from} onChange={(from) => { setDraft({ ...draft, from }); }} />
            <DateTimeField label="To" required={!open} disabled={open} value={what.to} error={fault} onChange={(to) => { setDraft({ ...draft, to }); }} />
          </Group>
          <Switch checked={open} onChange={(event) => { setOpen(event.currentTarget.checked); }} label="No end: keep what is still being recorded too" />
          <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={reason} onChange={(event) => { setReason(event.currentTarget.value); }} />
          <PurposeFields why={why} onChange={setWhy} />
          <TextInput label="Review on" type="date" value={review} description="On this day somebody asks whether it is still needed." onChange={(event) => { setReview(event.currentTarget.value); }} />
          {place.isError && <ErrorNote error={place.error} what="The hold was not placed" />}
          <Group justify="flex-end"><Button type="submit" loading={place.isPending} disabled={!ready}>Place hold</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}
