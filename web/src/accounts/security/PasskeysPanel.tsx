import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconFingerprint, IconPencil, IconPlus } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { canUsePasskeys } from "@/api/passkeys";
import type { NewPasskey, Passkey, Security } from "@/api/signinTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";

import { deviceName } from "./deviceName";
import { RecoveryCodesDialog } from "./RecoveryCodesDialog";
import { useAddPasskey, useRemovePasskey, useRenamePasskey } from "./security";
import classes from "./Security.module.css";

const LONGEST_NAME = 60;

interface NameProps { start: string; lead: string; verb: string; run: (name: string) => Promise<unknown>; onClose: () => void }

function NameForm({ start, lead, verb, run, onClose }: NameProps) {
  const [name, setName] = useState(start);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    setBusy(true);
    setError(null);
    try {
      await run(name.trim());
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => { void submit(event); }}>
      <Stack>
        <TextInput label="Name of this passkey" description={lead} required maxLength={LONGEST_NAME} value={name} data-autofocus
          onChange={(event) => { setName(event.currentTarget.value); }} />
        {error !== null && <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" loading={busy} disabled={name.trim() === ""}>{verb}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function PasskeyRow({ passkey, last, onRename }: { passkey: Passkey; last: boolean; onRename: () => void }) {
  const remove = useRemovePasskey(passkey.id);
  return (
    <li className={classes["row"]}>
      <IconFingerprint size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
      <div className={classes["what"]}>
        <strong>{passkey.name}</strong>
        <span className="b-dim">
          Added <TimeText at={passkey.created_at} seconds={false} />, {passkey.last_used_at === null ? "not used yet" : <>last used <TimeText at={passkey.last_used_at} ago /></>}
        </span>
      </div>
      <ActionIcon aria-label={`Rename ${passkey.name}`} title="Rename" onClick={onRename}><IconPencil size={18} aria-hidden /></ActionIcon>
      <ConfirmButton size="compact-sm" aria-label={`Remove ${passkey.name}`} question={`Remove the passkey ${passkey.name}?`} confirm="Remove the passkey"
        consequence={last ? "It is your last second factor here. If your role asks for one, you have to set up another before you can go on." : "It no longer lets you in. Delete it on the device too, so that the browser does not offer it."}
        run={async () => { await remove.mutateAsync(undefined); notify.done("Passkey removed", passkey.name); }}>
        Remove
      </ConfirmButton>
    </li>
  );
}

/** Passkeys: added on the device at hand, named, renamed, removed. */
export function PasskeysPanel({ security }: { security: Security }) {
  const add = useAddPasskey();
  const [dialog, setDialog] = useState<"add" | Passkey | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => { setDialog(null); };
  const renaming = dialog !== null && dialog !== "add" ? dialog : null;
  const rename = useRenamePasskey(renaming?.id ?? "");
  const possible = security.passkeys_possible && canUsePasskeys();
  const last = security.passkeys.length === 1 && security.totp_since === null;
  const made = (answer: NewPasskey) => {
    notify.done("Passkey added", answer.name);
    if (answer.recovery_codes !== null) setCodes(answer.recovery_codes);
  };
  return (
    <Panel title="Passkeys" flush actions={possible && (
      <Button size="compact-sm" variant={security.passkeys.length === 0 ? "filled" : "default"} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { setDialog("add"); }}>Add a passkey</Button>
    )}>
      {security.passkeys.length > 0 && (
        <ul className={classes["rows"]}>
          {security.passkeys.map((passkey) => <PasskeyRow key={passkey.id} passkey={passkey} last={last} onRename={() => { setDialog(passkey); }} />)}
        </ul>
      )}
      <Text size="sm" c="dimmed" p="md">
        {possible
          ? "The safest way in: this computer, your phone or a security key answers for you, after your finger, face or PIN. Nothing to type, nothing to be tricked out of you. Add one on each device that you use."
          : "Passkeys do not work at this address or in this browser: they need a name such as cctv.example.gov.uk and a secure connection. Ask the CCTV manager."}
      </Text>
      <Dialog opened={dialog === "add"} onClose={close} title="Add a passkey" size="md">
        <NameForm start={deviceName(navigator.userAgent)} verb="Go on" onClose={close} run={async (name) => { made(await add.mutateAsync(name)); }}
          lead="So that you know it again in the list. Next, the browser asks where to keep it." />
      </Dialog>
      <Dialog opened={renaming !== null} onClose={close} title="Rename the passkey" size="md">
        {renaming && <NameForm start={renaming.name} verb="Save" lead="What you call the device or key that holds it." onClose={close} run={(name) => rename.mutateAsync(name)} />}
      </Dialog>
      <RecoveryCodesDialog codes={codes} onClose={() => { setCodes(null); }} />
    </Panel>
  );
}
