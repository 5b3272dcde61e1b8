import { Button, Stack, Text } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useChangeOwnPassword } from "@/api/session";
import type { Security } from "@/api/signinTypes";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { passwordFault } from "@/ui/password";
import { PasswordField } from "@/ui/PasswordField";
import { PasswordPair, type Pair } from "@/ui/PasswordPair";
import { TimeText } from "@/ui/TimeText";

/** One's own password. Those who come in by single sign-on alone have none here. */
export function PasswordPanel({ security }: { security: Security | undefined }) {
  const change = useChangeOwnPassword();
  const [current, setCurrent] = useState("");
  const [pair, setPair] = useState<Pair>({ password: "", again: "" });
  const [asked, setAsked] = useState(false);
  const fault = passwordFault(pair.password, pair.again);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (fault || current === "") return;
    change.mutate({ current, new: pair.password }, {
      onSuccess: () => {
        notify.done("Password changed", "All your sessions have ended. Sign in with the new password.");
      },
    });
  };
  if (security?.has_password === false) {
    return <Panel title="Password"><Text size="sm" c="dimmed">You have none here: you come in with single sign-on or a passkey.</Text></Panel>;
  }
  return (
    <Panel title="Password">
      <Text size="sm" c="dimmed" mb="md">
        {security?.password_changed_at ? <>Last changed <TimeText at={security.password_changed_at} seconds={false} />. </> : null}
        After a change you sign in again, here and on every other desk.
      </Text>
      <form onSubmit={submit} noValidate>
        <Stack maw={420}>
          <PasswordField label="Present password" withAsterisk value={current} onChange={setCurrent} error={asked && current === "" ? "Type the password you signed in with." : null} />
          <PasswordPair pair={pair} onChange={setPair} fault={asked ? fault : null} />
          {change.isError && <ErrorNote error={change.error} what="The password was not changed" />}
          <div><Button type="submit" loading={change.isPending}>Change the password</Button></div>
        </Stack>
      </form>
    </Panel>
  );
}
