import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useUserSentences, type Grant } from "@/api/rights";
import type { User } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { focusFirstFault } from "@/ui/focusFirstFault";
import { notify } from "@/ui/notify";

import type { Handover } from "./FirstPasswordDialog";
import { GrantsEditor, NEW_GRANT } from "./GrantsEditor";
import { Sentences } from "./Sentences";
import { EndSessions, ResetFactors } from "./UserSignIn";
import { useAddUser, useChangeUser, useResetPassword } from "./users";

function Buttons({ busy, verb, onClose }: { busy: boolean; verb: string; onClose: () => void }) {
  return (
    <Group justify="flex-end" mt="md">
      <Button variant="default" onClick={onClose}>Cancel</Button>
      <Button type="submit" loading={busy}>{verb}</Button>
    </Group>
  );
}

interface GivingProps { onClose: () => void; onGive: (handover: Handover) => void }

/** A new person. Beadle makes their first password; they choose their own when they sign in. */
export function AddUserForm({ onClose, onGive }: GivingProps) {
  const add = useAddUser();
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [grants, setGrants] = useState<Grant[]>([NEW_GRANT]);
  const [asked, setAsked] = useState(false);
  const badName = /^[a-z0-9][a-z0-9._@-]{1,79}$/.test(name) ? null : "2 to 80 letters, figures, dots, dashes or @, such as s.okafor.";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    if (badName || displayName.trim() === "") {
      focusFirstFault(event.currentTarget);
      return;
    }
    add.mutate({ name, display_name: displayName.trim(), grants }, { onSuccess: (made) => { onGive({ user: made, first: made.first_password }); } });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Full name" required value={displayName} onChange={(event) => { setDisplayName(event.currentTarget.value); }} autoComplete="off" data-autofocus
          error={asked && displayName.trim() === "" ? "Type the name colleagues know." : null} />
        <TextInput label="Sign-in name" required value={name} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(event) => { setName(event.currentTarget.value.trim().toLowerCase()); }} error={asked ? badName : null} />
        <GrantsEditor grants={grants} onChange={setGrants} />
        <Text size="sm" c="dimmed">Beadle makes the first password and shows it to you once, to hand over. They choose their own when they sign in.</Text>
        {add.isError && <ErrorNote error={add.error} what="The user was not added" />}
      </Stack>
      <Buttons busy={add.isPending} verb="Add the user" onClose={onClose} />
    </form>
  );
}

function RightsForm({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser(user.id);
  const [displayName, setDisplayName] = useState(user.display_name);
  const [grants, setGrants] = useState<Grant[]>(user.grants);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (displayName.trim() === "") return;
    // What did not change is not sent: one may correct one's own name, but not one's own rights.
    const changed = JSON.stringify(grants) === JSON.stringify(user.grants) ? {} : { grants };
    change.mutate({ display_name: displayName.trim(), ...changed }, { onSuccess: () => { notify.done("User changed", displayName); onClose(); } });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Full name" required value={displayName} onChange={(event) => { setDisplayName(event.currentTarget.value); }} error={displayName.trim() ? null : "Type the name colleagues know."} />
        <GrantsEditor grants={grants} onChange={setGrants} />
        {change.isError && <ErrorNote error={change.error} what="The user was not changed" />}
      </Stack>
      <Buttons busy={change.isPending} verb="Save" onClose={onClose} />
    </form>
  );
}

function RightsInWords({ user }: { user: User }) {
  const said = useUserSentences(user.id);
  if (said.isError) return <ErrorNote error={said.error} what="The rights were not read" retry={() => { void said.refetch(); }} />;
  return <Sentences sentences={said.data?.sentences ?? []} />;
}

function ResetPassword({ user, onClose, onGive }: GivingProps & { user: User }) {
  const reset = useResetPassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate(user.id, { onSuccess: (first) => { onGive({ user, first }); } });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p style={{ margin: 0 }}>
          {user.display_name}&apos;s present password stops working at once, and they are signed out everywhere. Beadle makes a first password for you to hand over;
          they choose their own when they sign in, and are told that it was you who reset it. Make sure in person that it is they who ask.
        </p>
        {reset.isError && <ErrorNote error={reset.error} what="The password was not reset" />}
      </Stack>
      <Buttons busy={reset.isPending} verb="Make a first password" onClose={onClose} />
    </form>
  );
}

export type UserDialog = { kind: "add" } | { kind: "rights" | "words" | "password" | "sessions" | "factors"; user: User };

const TITLES = {
  rights: (name: string) => `Change ${name}`, words: (name: string) => `What ${name} may do`, password: (name: string) => `Reset the password of ${name}?`,
  sessions: (name: string) => `Sign ${name} out everywhere?`, factors: (name: string) => `Reset the second factors of ${name}?`,
};

/** The one dialog of the users screen that is open, if any. */
export function OpenDialog({ dialog, onClose, onGive }: GivingProps & { dialog: UserDialog | null }) {
  const title = dialog === null ? "" : dialog.kind === "add" ? "Add a user" : TITLES[dialog.kind](dialog.user.display_name);
  return (
    <Dialog opened={dialog !== null} onClose={onClose} title={title} size={dialog?.kind === "add" || dialog?.kind === "rights" ? "xl" : "lg"}>
      {dialog?.kind === "add" && <AddUserForm onClose={onClose} onGive={onGive} />}
      {dialog?.kind === "rights" && <RightsForm user={dialog.user} onClose={onClose} />}
      {dialog?.kind === "words" && <RightsInWords user={dialog.user} />}
      {dialog?.kind === "sessions" && <EndSessions user={dialog.user} onClose={onClose} />}
      {dialog?.kind === "factors" && <ResetFactors user={dialog.user} onClose={onClose} />}
      {dialog?.kind === "password" && <ResetPassword user={dialog.user} onClose={onClose} onGive={onGive} />}
    </Dialog>
  );
}
