import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

import type { FirstPassword, User } from "@/api/types";
import { TimeText } from "@/ui/TimeText";

import classes from "./FirstPassword.module.css";

/** Somebody's first password, to hand over. */
export interface Handover { user: Pick<User, "name" | "display_name">; first: FirstPassword }

function Secret({ user, first, onClose }: Handover & { onClose: () => void }) {
  const clipboard = useClipboard({ timeout: 3000 });
  return (
    <Stack>
      <Text size="sm">
        Give it to {user.display_name} by hand or by telephone, and to nobody else. It is shown now and never again.
      </Text>
      <dl className={classes["slip"]}>
        <div><dt>Sign-in name</dt><dd>{user.name}</dd></div>
        <div><dt>First password</dt><dd data-secret>{first.password}</dd></div>
      </dl>
      <Group gap="sm">
        <Button variant="default" leftSection={clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />} onClick={() => { clipboard.copy(first.password); }}>
          {clipboard.copied ? "Copied" : "Copy the password"}
        </Button>
        <span role="status" className="b-visually-hidden">{clipboard.copied ? "The password is copied." : ""}</span>
      </Group>
      {clipboard.error && <Text size="sm" c="var(--b-warn)">The browser did not let it be copied. Write it down, or read it out.</Text>}
      <ul className={classes["notes"]}>
        <li>It is good until <TimeText at={first.until} seconds={false} />. If it runs out, make another one here.</li>
        <li>Whoever signs in with it chooses a password of their own before anything else. You never learn that one.</li>
        <li>On the telephone: all letters are small, and none of them is an i, l or o; there is no 0 and no 1.</li>
      </ul>
      <Group justify="flex-end"><Button onClick={onClose} data-autofocus>I have handed it over</Button></Group>
    </Stack>
  );
}

/** Shown once. It closes by its button alone, because there is no second look: only another password. */
export function FirstPasswordDialog({ handover, onClose }: { handover: Handover | null; onClose: () => void }) {
  return (
    <Modal.Root opened={handover !== null} onClose={() => undefined} size="md" centered closeOnEscape={false} closeOnClickOutside={false}>
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content>
        <Modal.Header role="presentation"><Modal.Title fw={650} fz="lg">First password for {handover?.user.display_name}</Modal.Title></Modal.Header>
        <Modal.Body>{handover !== null && <Secret {...handover} onClose={onClose} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
