import { Button, PasswordInput, SegmentedControl, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useChangeOwnPassword, useSession } from "@/api/session";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { passwordFault } from "@/ui/password";
import { PasswordPair, type Pair } from "@/ui/PasswordPair";
import { roleName } from "@/ui/words";

import classes from "./AccountPage.module.css";

function PasswordPanel() {
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
  return (
    <Panel title="Change your password">
      <Text size="sm" c="dimmed" mb="md">Afterwards you sign in again, here and on every other desk.</Text>
      <form onSubmit={submit} noValidate>
        <Stack maw={420}>
          <PasswordInput label="Present password" autoComplete="current-password" required value={current} onChange={(event) => { setCurrent(event.currentTarget.value); }}
            visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", tabIndex: 0 }} error={asked && current === "" ? "Type the password you signed in with." : null} />
          <PasswordPair pair={pair} onChange={setPair} fault={asked ? fault : null} />
          {change.isError && <ErrorNote error={change.error} what="The password was not changed" />}
          <div><Button type="submit" loading={change.isPending}>Change the password</Button></div>
        </Stack>
      </form>
    </Panel>
  );
}

/** One's own account: who one is here, the light of the screen, the password. */
export default function AccountPage() {
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!session) return null;
  const { user } = session;
  return (
    <Page title="Account">
      <div className={classes["columns"]}>
        <PasswordPanel />
        <div className={classes["column"]}>
          <Panel title="You">
            <Facts facts={[{ label: "Name", value: user.display_name }, { label: "Sign-in name", value: user.name }, { label: "Roles", value: user.roles.map(roleName).join(", ") }]} />
          </Panel>
          <Panel title="Light of the screen">
            <SegmentedControl aria-label="Light of the screen" value={colorScheme === "light" ? "light" : "dark"} onChange={(value) => { setColorScheme(value === "light" ? "light" : "dark"); }}
              data={[{ value: "dark", label: "Dark: control room" }, { value: "light", label: "Light: office" }]} />
            <Text size="sm" c="dimmed" mt="sm">Kept on this desk.</Text>
          </Panel>
        </div>
      </div>
    </Page>
  );
}
