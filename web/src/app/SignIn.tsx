import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconAlertTriangle, IconArrowBigUp, IconInfoCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type KeyboardEvent } from "react";

import { ApiError, plainError } from "@/api/errors";
import { keys } from "@/api/keys";
import { useSignIn } from "@/api/session";

import { Lantern } from "./Lantern";
import classes from "./SignIn.module.css";

/** Why it was refused, in words that help without telling a stranger which half was wrong. */
function refusal(error: unknown): { title: string; text: string } {
  if (error instanceof ApiError && error.status === 401) {
    return {
      title: "That name and password do not match.",
      text: "Check that caps lock is off and that the name is your sign-in name, not your e-mail address. If you have forgotten the password, the CCTV manager can set a new one.",
    };
  }
  const plain = plainError(error);
  return { title: plain.title, text: [plain.text, plain.advice].filter(Boolean).join(" ") };
}

export function SignIn({ ended, onDone }: { ended: boolean; onDone: () => void }) {
  useDocumentTitle("Sign in - Beadle");
  const cache = useQueryClient();
  const signIn = useSignIn();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [capsLock, setCapsLock] = useState(false);
  const watchCaps = (event: KeyboardEvent) => { setCapsLock(event.getModifierState("CapsLock")); };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ name: name.trim(), password }, {
      onSuccess: () => {
        // What another person was shown is not shown to this one.
        cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
        onDone();
      },
      onError: () => { setPassword(""); },
    });
  };
  const fault = signIn.isError ? refusal(signIn.error) : null;

  return (
    <main className={classes["scene"]}>
      <div className={classes["panel"]}>
        <div className={classes["brand"]}>
          <Lantern size={52} />
          <div>
            <h1 className={classes["name"]}>Beadle</h1>
            <p className={classes["motto"]}>Public-space CCTV</p>
          </div>
        </div>
        {ended && !fault && (
          <Alert color="blue" icon={<IconInfoCircle aria-hidden />} role="status">
            Your session has ended. Sign in to go on where you were.
          </Alert>
        )}
        {fault && (
          <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert" title={fault.title}>{fault.text}</Alert>
        )}
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput label="Sign-in name" name="username" autoComplete="username" autoCapitalize="none" spellCheck={false}
              required withAsterisk={false} autoFocus size="md" value={name} onChange={(event) => { setName(event.currentTarget.value); }} />
            <div>
              <PasswordInput label="Password" name="password" autoComplete="current-password" required withAsterisk={false} size="md"
                value={password} onChange={(event) => { setPassword(event.currentTarget.value); }} onKeyUp={watchCaps} onKeyDown={watchCaps}
                visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", tabIndex: 0 }} />
              <div role="status" className={classes["caps"]}>
                {capsLock && <><IconArrowBigUp size={16} aria-hidden /> Caps lock is on.</>}
              </div>
            </div>
            <Button type="submit" size="md" loading={signIn.isPending} fullWidth>Sign in</Button>
          </Stack>
        </form>
        <p className={classes["notice"]}>Every sign-in and every look at a picture is written to the audit log.</p>
      </div>
    </main>
  );
}
