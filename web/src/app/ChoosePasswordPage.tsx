import { Alert, Button, Stack } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { noticeWords } from "@/accounts/security/security";
import { useChooseOwnPassword, useSignOut } from "@/api/session";
import type { SessionInfo } from "@/api/types";
import { ErrorNote } from "@/ui/ErrorNote";
import { focusFirstFault } from "@/ui/focusFirstFault";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { passwordFault } from "@/ui/password";
import { PasswordField } from "@/ui/PasswordField";
import { PasswordPair, type Pair } from "@/ui/PasswordPair";
import { TimeText } from "@/ui/TimeText";

import classes from "./EnrolPage.module.css";
import { Lantern } from "./Lantern";

const KEEPS_OUT = "The new one has to be another than the one that you were given.";

function WhoReset({ notices }: Pick<SessionInfo, "notices">) {
  const reset = notices.find(({ kind }) => kind === "password-reset");
  if (!reset) return null;
  return (
    <Alert color="yellow" icon={<IconInfoCircle aria-hidden />} role="status" title={noticeWords(reset)}>
      That was <TimeText at={reset.at} seconds={false} />. If you did not ask for it, tell the CCTV manager.
    </Alert>
  );
}

/** For those whose password was given to them: somebody else knows it, so nothing opens until they have chosen their own. */
export function ChoosePasswordPage({ session }: { session: SessionInfo }) {
  useDocumentTitle("Choose your password - Beadle");
  const choose = useChooseOwnPassword();
  const signOut = useSignOut();
  const [current, setCurrent] = useState("");
  const [pair, setPair] = useState<Pair>({ password: "", again: "" });
  const [asked, setAsked] = useState(false);
  const fault = passwordFault(pair.password, pair.again) ?? (pair.password === current ? KEEPS_OUT : null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    if (fault || current === "") {
      focusFirstFault(event.currentTarget);
      return;
    }
    choose.mutate({ current, new: pair.password }, { onSuccess: () => { notify.done("Password chosen", "From now on you sign in with it. Nobody else knows it."); } });
  };
  return (
    <main className={classes["scene"]}>
      <div className={classes["page"]} data-narrow>
        <div className={classes["brand"]}>
          <Lantern size={44} />
          <div>
            <h1 className={classes["title"]}>Choose your password</h1>
            <p className={classes["lead"]}>
              {session.user.display_name}, the password that you came with was given to you, so somebody else has seen it. Choose one that only you know.
            </p>
          </div>
        </div>
        <WhoReset notices={session.notices} />
        <form onSubmit={submit} noValidate>
          <Panel title="Your own password">
            <Stack>
              {/* So that a password manager keeps the new one under the right name. */}
              <input hidden readOnly name="username" autoComplete="username" value={session.user.name} />
              <PasswordField label="The password you were given" withAsterisk autoFocus value={current} onChange={setCurrent} error={asked && current === "" ? "Type the password that you signed in with." : null} />
              <PasswordPair pair={pair} onChange={setPair} fault={asked ? fault : null} />
              <ul className={classes["rules"]}>
                <li>Three or four words that have nothing to do with one another are good. Any characters count, spaces too.</li>
                <li>Not your name, not this place or its council, not one of the common passwords, no walk along the keyboard.</li>
                <li>It does not run out. Do not use one that you use elsewhere.</li>
              </ul>
              {choose.isError && <ErrorNote error={choose.error} what="The password was not taken" />}
            </Stack>
          </Panel>
          <div className={classes["foot"]} data-under>
            <Button variant="default" loading={signOut.isPending} onClick={() => { signOut.mutate(); }}>Sign out</Button>
            <Button type="submit" loading={choose.isPending}>Choose it and go on</Button>
          </div>
        </form>
      </div>
    </main>
  );
}
