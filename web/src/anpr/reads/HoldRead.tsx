import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { holdRead } from "@/api/plates";
import type { Read } from "@/api/platesTypes";
import { useSession } from "@/api/session";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { grouped } from "../plate/text";

/** Keep one read beyond its time, with a reason. */
export function HoldRead({ read, onClose }: { read: Read; onClose: () => void }) {
  const session = useSession();
  const [reason, setReason] = useState("");
  const [reference, setReference] = useState(session?.purpose?.case_reference ?? "");
  const hold = useMutation({
    mutationFn: () => holdRead(read.id, { reason: reason.trim(), case_reference: reference.trim() }),
    onSuccess: () => { notify.done("The read is on hold", "It is kept until the hold is ended."); onClose(); },
  });
  const ready = reason.trim() !== "" && reference.trim() !== "";
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) hold.mutate(); };
  return (
    <Dialog opened onClose={onClose} title={`Hold the read ${grouped(read.plate)}`} above>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">Reads are deleted when their time is over. This one, with its pictures, stays until somebody ends the hold. The video is held apart, on the playback screen.</Text>
          <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={reason} data-autofocus onChange={(event) => { setReason(event.currentTarget.value); }} />
          <TextInput label="Case reference" required maxLength={120} value={reference} description="Crime, log or case number." onChange={(event) => { setReference(event.currentTarget.value); }} />
          {hold.isError && <ErrorNote error={hold.error} what="The read was not held" />}
          <Group justify="flex-end"><Button type="submit" disabled={!ready} loading={hold.isPending}>Hold this read</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}
