import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { CodeField, isCode, plainCode } from "@/ui/CodeField";
import { ErrorNote } from "@/ui/ErrorNote";

import { beginTotp, useConfirmTotp } from "./security";
import classes from "./Security.module.css";

/** "ABCD EFGH ...": fours are typed without losing the place. */
export const inFours = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, "$1 ");

/** The server's SVG as an image of its own: nothing of it becomes part of this page. */
export const asPicture = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

function Secret({ secret }: { secret: string }) {
  const clipboard = useClipboard({ timeout: 3000 });
  return (
    <div>
      <Text size="sm" c="dimmed">No camera at hand? Type this into the app:</Text>
      <div className={classes["secret"]}>
        <code>{inFours(secret)}</code>
        <Button variant="subtle" size="compact-sm" leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />} onClick={() => { clipboard.copy(secret); }}>
          {clipboard.copied ? "Copied" : "Copy"}
        </Button>
      </div>
    </div>
  );
}

/** Scan, type the first code, done. The secret is shown here once and counts only after its first code. */
export function TotpSetup({ onDone, onClose }: { onDone: (codes: readonly string[]) => void; onClose: () => void }) {
  const offer = useQuery({ queryKey: ["account", "totp-offer"], queryFn: beginTotp, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 });
  const confirm = useConfirmTotp();
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!isCode(code)) return;
    confirm.mutate(plainCode(code), { onSuccess: ({ recovery_codes }) => { onDone(recovery_codes); }, onError: () => { setCode(""); setAsked(false); } });
  };
  if (offer.isError) return <ErrorNote error={offer.error} what="The app cannot be set up" retry={() => { void offer.refetch(); }} />;
  if (!offer.data) return <div className={classes["wait"]} role="status"><Loader size="sm" aria-hidden /><span className="b-visually-hidden">Making a secret</span></div>;
  return (
    <form onSubmit={submit} noValidate>
      <div className={classes["setup"]}>
        <img className={classes["qr"]} src={asPicture(offer.data.qr_svg)} alt="Code to scan with the authenticator app" />
        <Stack gap="md">
          <Text size="sm">1. In the app, choose to add an account, and scan this picture.</Text>
          <Secret secret={offer.data.secret} />
          <Text size="sm">2. Type the six figures that the app now shows.</Text>
          <CodeField value={code} onChange={setCode} label="First code" required maw={220} error={asked && !isCode(code) ? "Type six figures." : null} />
          {confirm.isError && <ErrorNote error={confirm.error} what="Not set up" />}
        </Stack>
      </div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button type="submit" loading={confirm.isPending}>Confirm the code</Button>
      </Group>
    </form>
  );
}
