import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useEndHold } from "@/api/plates";
import type { HeldRead } from "@/api/platesTypes";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { grouped } from "../plate/text";

const LEAST_WORDS = 3;

/** End one hold, and say why: afterwards the read is deleted when its time is over. */
export function EndHold({ held, onClose }: { held: HeldRead; onClose: () => void }) {
  const end = useEndHold();
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    end.mutate({ id: held.read.id, reason: reason.trim() }, { onSuccess: () => { notify.done("The hold has ended", `${grouped(held.read.plate)}, ${held.hold.case_reference}`); onClose(); } });
  };
  return (
    <Dialog opened onClose={onClose} title={`End the hold on ${grouped(held.read.plate)}?`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">The read and its pictures are deleted when their time is over; where it is over already, in the coming night. That cannot be taken back.</Text>
          <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={reason} data-autofocus description={`It was held because: ${held.hold.reason}`} onChange={(event) => { setReason(event.currentTarget.value); }} />
          {end.isError && <ErrorNote error={end.error} what="The hold was not ended" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Keep it on hold</Button>
            <Button type="submit" color="red" loading={end.isPending} disabled={reason.trim().length < LEAST_WORDS}>End the hold</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
