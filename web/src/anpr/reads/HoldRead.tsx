import { Anchor, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";

import { ApiError } from "@/api/errors";
import { useHoldRead } from "@/api/plates";
import type { Read } from "@/api/platesTypes";
import { useSession } from "@/api/session";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { grouped } from "../plate/text";

const LEAST_WORDS = 3;
const CONFLICT = 409;

/** Keep one read beyond its time, with a reason. */
export function HoldRead({ read, onClose }: { read: Read; onClose: () => void }) {
  const session = useSession();
  const [reason, setReason] = useState("");
  const [reference, setReference] = useState(session?.purpose?.case_reference ?? "");
  const [review, setReview] = useState("");
  const hold = useHoldRead(read.id);
  const ready = reason.trim().length >= LEAST_WORDS && reference.trim().length >= 2;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    hold.mutate({ reason: reason.trim(), case_reference: reference.trim(), review_on: review === "" ? null : review }, {
      onSuccess: () => { notify.done("The read is on hold", "It is kept until the hold is ended."); onClose(); },
    });
  };
  return (
    <Dialog opened onClose={onClose} title={`Hold the read ${grouped(read.plate)}`} above>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">Reads are deleted when their time is over. This one, with its pictures, stays until somebody ends the hold. The video is held apart, on the playback screen.</Text>
          <Textarea label="Reason" required autosize minRows={2} maxLength={2000} value={reason} data-autofocus onChange={(event) => { setReason(event.currentTarget.value); }} />
          <TextInput label="Case reference" required maxLength={120} value={reference} description="Crime, log or case number." onChange={(event) => { setReference(event.currentTarget.value); }} />
          <TextInput label="Review on" type="date" value={review} description="When somebody asks whether it still must be. Left empty: in 90 days." onChange={(event) => { setReview(event.currentTarget.value); }} />
          {hold.isError && <ErrorNote error={hold.error} what="The read was not held" />}
          {hold.error instanceof ApiError && hold.error.status === CONFLICT && <Anchor component={Link} to="/plates/holds" size="sm">Look at the reads on hold</Anchor>}
          <Group justify="flex-end"><Button type="submit" disabled={!ready} loading={hold.isPending}>Hold this read</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}
