import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useUserSentences, type Grant } from "@/api/rights";
import type { User } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { passwordFault } from "@/ui/password";
import { PasswordPair, type Pair } from "@/ui/PasswordPair";

import { GrantsEditor, NEW_GRANT } from "./GrantsEditor";
import { Sentences } from "./Sentences";
import { EndSessions, ResetFactors } from "./UserSignIn";
import { useAddUser, useChangeUser } from "./users";

const NO_PAIR: Pair = { password: "", again: "" };

/** After the faults are drawn, the first one gets the focus: the dialog may have scrolled past it. */
function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => { form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); });
}

function Buttons({ busy, verb, onClose }: { busy: boolean; verb: string; onClose: () => void }) {
  return (
    <Group justify="flex-end" mt="md">
      <Button variant="default" onClick={onClose}>Cancel</Button>
      <Button type="submit" loading={busy}>{verb}</Button>
    </Group>
  );
}

/** A new person. The first password is told to them in person; they change it under Account. */
export function AddUserForm({ onClose }: { onClose: () => void }) {
  const add = useAddUser();
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [grants, setGrants] = useState<Grant[]>([NEW_GRANT]);
  const [pair, setPair] = useState(NO_PAIR);
  const [asked, setAsked] = useState(false);
  const badName = /^[a-z0-9][a-z0-9._@-]{1,79}$/.test(name) ? null : "2 to 80 letters, figures, dots, dashes or @, such as s.okafor.";
  const badPair = passwordFault(pair.password, pair.again);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    if (badName || badPair || displayName.trim() === "") {
      focusFirstFault(event.currentTarget);
      return;
    }
    add.mutate({ name, display_name: displayName.trim(), grants, password: pair.password }, {
      onSuccess: () => {
        notify.done("User added", displayName);
        onClose();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Full name" required value={displayName} onChange={(event) => { setDisplayName(event.currentTarget.value); }} autoComplete="off" data-autofocus
          error={asked && displayName.trim() === "" ? "Type the name colleagues know." : null} />
        <TextInput label="Sign-in name" required value={name} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(event) => { setName(event.currentTarget.value.trim().toLowerCase()); }} error={asked ? badName : null} />
        <GrantsEditor grants={grants} onChange={setGrants} />
        <PasswordPair pair={pair} onChange={setPair} fault={asked ? badPair : null} label="First password" />
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

function PasswordForm({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser(user.id);
  const [pair, setPair] = useState(NO_PAIR);
  const [asked, setAsked] = useState(false);
  const fault = passwordFault(pair.password, pair.again);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (fault) return;
    change.mutate({ password: pair.password }, { onSuccess: () => { notify.done("Password set", `${user.display_name} is signed out everywhere.`); onClose(); } });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p style={{ margin: 0 }}>Tell {user.display_name} the new password in person. All their sessions end at once.</p>
        <PasswordPair pair={pair} onChange={setPair} fault={asked ? fault : null} />
        {change.isError && <ErrorNote error={change.error} what="The password was not set" />}
      </Stack>
      <Buttons busy={change.isPending} verb="Set the password" onClose={onClose} />
    </form>
  );
}

export type UserDialog = { kind: "add" } | { kind: "rights" | "words" | "password" | "sessions" | "factors"; user: User };

const TITLES = {
  rights: (name: string) => `Change ${name}`, words: (name: string) => `What ${name} may do`, password: (name: string) => `New password for ${name}`,
  sessions: (name: string) => `Sign ${name} out everywhere?`, factors: (name: string) => `Reset the second factors of ${name}?`,
};

/** The one dialog of the users screen that is open, if any. */
export function OpenDialog({ dialog, onClose }: { dialog: UserDialog | null; onClose: () => void }) {
  const title = dialog === null ? "" : dialog.kind === "add" ? "Add a user" : TITLES[dialog.kind](dialog.user.display_name);
  return (
    <Dialog opened={dialog !== null} onClose={onClose} title={title} size={dialog?.kind === "add" || dialog?.kind === "rights" ? "xl" : "lg"}>
      {dialog?.kind === "add" && <AddUserForm onClose={onClose} />}
      {dialog?.kind === "rights" && <RightsForm user={dialog.user} onClose={onClose} />}
      {dialog?.kind === "words" && <RightsInWords user={dialog.user} />}
      {dialog?.kind === "sessions" && <EndSessions user={dialog.user} onClose={onClose} />}
      {dialog?.kind === "factors" && <ResetFactors user={dialog.user} onClose={onClose} />}
      {dialog?.kind === "password" && <PasswordForm user={dialog.user} onClose={onClose} />}
    </Dialog>
  );
}
