import { Button, Divider, Stack, TextInput } from "@mantine/core";
import { IconBuildingBank, IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { apiPath } from "@/api/client";
import { canUsePasskeys } from "@/api/passkeys";
import { enter, enterWithPasskey, useSignInMethods } from "@/api/signin";
import type { SecondQuestion } from "@/api/signinTypes";
import type { SessionInfo } from "@/api/types";
import { PasswordField } from "@/ui/PasswordField";

import { useSuggestedPasskey } from "./useSuggestedPasskey";

interface FirstProps {
  /** The path and query to come back to from single sign-on. */
  place: string;
  onDone: (session: SessionInfo) => void;
  onSecond: (question: SecondQuestion) => void;
  /** A refusal, or null when a new attempt begins. */
  onFault: (error: unknown) => void;
}

/** Name and password, or a passkey that says both, or the council's own sign-on. */
export function FirstStep({ place, onDone, onSecond, onFault }: FirstProps) {
  const methods = useSignInMethods().data;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const passkeys = methods?.passkey === true && canUsePasskeys();
  // The button's own question comes before the silent one.
  const alone = useSuggestedPasskey(passkeys, onDone, onFault);
  const byPasskey = useMutation({
    mutationFn: () => alone(() => enterWithPasskey()),
    onMutate: () => { onFault(null); },
    onSuccess: onDone,
    onError: onFault,
  });
  const byPassword = useMutation({
    mutationFn: enter,
    onMutate: () => { onFault(null); },
    onSuccess: (entered) => { if ("session" in entered) onDone(entered.session); else onSecond(entered.second); },
    onError: (error) => { setPassword(""); onFault(error); },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    byPassword.mutate({ name: name.trim(), password });
  };
  return (
    <Stack gap="md">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput label="Sign-in name" name="username" autoComplete="username webauthn" autoCapitalize="none" spellCheck={false}
            required withAsterisk={false} autoFocus size="md" value={name} onChange={(event) => { setName(event.currentTarget.value); }} />
          <PasswordField size="md" value={password} onChange={setPassword} />
          <Button type="submit" size="md" mt={4} loading={byPassword.isPending} fullWidth>Sign in</Button>
        </Stack>
      </form>
      {(passkeys || methods?.oidc) && <Divider label="or" labelPosition="center" />}
      {passkeys && (
        <Button size="md" variant="default" fullWidth loading={byPasskey.isPending} leftSection={<IconFingerprint size={20} stroke={1.6} aria-hidden />}
          onClick={() => { byPasskey.mutate(); }}>
          Sign in with a passkey
        </Button>
      )}
      {methods?.oidc && (
        <Button size="md" variant="default" fullWidth component="a" href={apiPath("/session/oidc", { then: place })}
          leftSection={<IconBuildingBank size={20} stroke={1.6} aria-hidden />}>
          {`Sign in with ${methods.oidc.name}`}
        </Button>
      )}
    </Stack>
  );
}
