import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError, isOfType } from "@/api/errors";
import { canUsePasskeys, signWithPasskey } from "@/api/passkeys";
import { enterSecond } from "@/api/signin";
import type { SecondAnswer, SecondQuestion } from "@/api/signinTypes";
import type { SessionInfo } from "@/api/types";
import { CodeField, isCode, plainCode, RecoveryField } from "@/ui/CodeField";

interface SecondProps {
  question: SecondQuestion;
  onDone: (session: SessionInfo) => void;
  onFault: (error: unknown) => void;
  /** Back to name and password: by wish, or because the server has forgotten the first step. */
  onBack: () => void;
}
type Way = "totp" | "passkey" | "recovery_code";
const WAYS: readonly { way: Way; offer: string; lead: string }[] = [
  { way: "totp", offer: "Use a code from the app", lead: "Open the authenticator app on your phone and type the six figures it shows for Beadle." },
  { way: "passkey", offer: "Use a passkey", lead: "Use the passkey of this device, your phone or your security key." },
  { way: "recovery_code", offer: "Use a recovery code", lead: "Type one of the recovery codes that you printed or saved. Each works once." },
];

/** The password was right; the second thing is something that one has. */
export function SecondStep({ question, onDone, onFault, onBack }: SecondProps) {
  const open = WAYS.filter(({ way }) => question.methods.includes(way) && (way !== "passkey" || (question.options !== null && canUsePasskeys())));
  const [chosen, setChosen] = useState<Way | null>(null);
  const [typed, setTyped] = useState("");
  const way = open.find((one) => one.way === chosen) ?? open[0];
  const send = useMutation({
    mutationFn: (answer: SecondAnswer) => enterSecond(question.ticket, answer),
    onMutate: () => { onFault(null); },
    onSuccess: onDone,
    onError: (error) => {
      setTyped("");
      onFault(error);
      if (isOfType(error, "ticket-gone")) onBack();
    },
  });
  const usePasskey = useMutation({
    mutationFn: async () => {
      if (question.options) await send.mutateAsync({ credential: await signWithPasskey(question.options) }).catch(() => undefined);
    },
    onMutate: () => { onFault(null); },
    onError: onFault,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (way?.way === "passkey") usePasskey.mutate();
    else if (way?.way === "recovery_code") send.mutate({ recovery_code: typed.trim() });
    else if (isCode(typed)) send.mutate({ code: plainCode(typed) });
    else onFault(new ApiError(422, "A code has six figures", "Type the six figures that the app shows now.", ""));
  };
  const choose = (next: Way) => { setChosen(next); setTyped(""); onFault(null); };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>
          <Text component="h2" fw={650} fz="lg" m={0}>One more step</Text>
          <Text size="sm" c="dimmed">{way?.lead ?? "None of your second factors works in this browser. Ask the CCTV manager."}</Text>
        </div>
        {way?.way === "totp" && <CodeField key="totp" size="md" autoFocus required withAsterisk={false} value={typed} onChange={setTyped} />}
        {way?.way === "recovery_code" && <RecoveryField key="recovery" size="md" autoFocus required withAsterisk={false} value={typed} onChange={setTyped} />}
        {way && (
          <Button type="submit" size="md" fullWidth loading={send.isPending || usePasskey.isPending} autoFocus={way.way === "passkey"}
            leftSection={way.way === "passkey" ? <IconFingerprint size={20} stroke={1.6} aria-hidden /> : undefined}>
            {way.way === "passkey" ? "Use your passkey" : "Sign in"}
          </Button>
        )}
        <Group gap="0.5rem 1.25rem" justify="space-between">
          {open.filter((one) => one !== way).map((one) => (
            <Anchor key={one.way} component="button" type="button" size="sm" onClick={() => { choose(one.way); }}>{one.offer}</Anchor>
          ))}
          <Anchor component="button" type="button" size="sm" onClick={() => { onFault(null); onBack(); }}>Back to the name</Anchor>
        </Group>
      </Stack>
    </form>
  );
}
