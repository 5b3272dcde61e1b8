import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconUrgent } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { useBreakGlass, useMendGlass } from "@/api/rights";
import { useSession } from "@/api/session";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatClock } from "@/ui/london";
import { notify } from "@/ui/notify";

import banner from "../ConnectionBanner.module.css";

const LEAST = 10;

/** Every camera for an hour, for life and limb: said why first, told to those who answer for it at once. */
export function BreakGlassDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const broken = useBreakGlass();
  const [reason, setReason] = useState("");
  const [reference, setReference] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    broken.mutate({ reason: reason.trim(), case_reference: reference.trim() }, {
      onSuccess: () => {
        notify.done("Every camera is open to you", "For 60 minutes. The manager has been told.");
        setReason("");
        onClose();
      },
    });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="Break the glass" size="lg">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            For danger to life, and other things that cannot wait for a right to be given. For 60 minutes you may watch, replay and hold every camera, for any purpose.
            You may not export. The CCTV manager, the data protection officer and the administrators are told at once, and one of them reviews it.
          </Text>
          <Textarea label="Reason" required autosize minRows={3} maxLength={2000} value={reason} data-autofocus description="What is happening, and why it cannot wait."
            onChange={(event) => { setReason(event.currentTarget.value); }} />
          <TextInput label="Reference" maxLength={120} value={reference} description="Police log or case number, where there is one." onChange={(event) => { setReference(event.currentTarget.value); }} />
          {broken.isError && <ErrorNote error={broken.error} what="The glass was not broken" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" color="red" leftSection={<IconUrgent size={18} aria-hidden />} loading={broken.isPending} disabled={reason.trim().length < LEAST}>Open every camera</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** While the glass is broken it says so on every screen. */
export function GlassBanner() {
  const glass = useSession()?.break_glass ?? null;
  const mend = useMendGlass();
  return (
    <div role="status">
      {glass && (
        <div className={banner["banner"]}>
          <IconUrgent size={18} aria-hidden />
          <span><strong>The glass is broken until {formatClock(glass.until, false)}:</strong> every camera is open to you, and everything you look at will be reviewed.</span>
          <Button size="compact-sm" variant="default" loading={mend.isPending} onClick={() => { mend.mutate(undefined); }}>End it now</Button>
        </div>
      )}
    </div>
  );
}
