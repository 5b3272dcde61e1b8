import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy, IconDownload, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { createPortal } from "react-dom";

import { useSession } from "@/api/session";
import { formatDate } from "@/ui/london";
import { saveFile } from "@/ui/saveFile";

import classes from "./Security.module.css";

/** The paper or file that goes into the drawer: whose codes, for what, since when. */
export function codesText(codes: readonly string[], name: string, at: number): string {
  return [`Beadle recovery codes for ${name}, made on ${formatDate(at)}.`, "Each one works once. Keep them where you keep your passport.", "", ...codes, ""].join("\r\n");
}

const download = (text: string): void => { saveFile("beadle-recovery-codes.txt", text, "text/plain"); };

function Codes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const name = useSession()?.user.name ?? "";
  const clipboard = useClipboard({ timeout: 3000 });
  const [saved, setSaved] = useState(false);
  const [made] = useState(() => Date.now());
  const text = codesText(codes, name, made);
  return (
    <Stack>
      <Text size="sm">
        If the phone or the security key is lost, one of these lets you in, with your password. Each works once. They are shown now and never again, and older ones no longer work.
      </Text>
      <ol className={classes["codes"]} aria-label={`Recovery codes for ${name}`}>
        {codes.map((code) => <li key={code}>{code}</li>)}
      </ol>
      <Group gap="xs">
        <Button variant="default" size="compact-md" leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />} onClick={() => { clipboard.copy(text); }}>
          {clipboard.copied ? "Copied" : "Copy"}
        </Button>
        <Button variant="default" size="compact-md" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => { window.print(); }}>Print</Button>
        <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => { download(text); }}>Download</Button>
        <span role="status" className="b-visually-hidden">{clipboard.copied ? "Copied" : ""}</span>
      </Group>
      {clipboard.error && <Text size="sm" c="var(--b-warn)">The browser did not let them be copied. Print or download them.</Text>}
      <Group justify="space-between" mt="xs">
        <Checkbox checked={saved} onChange={(event) => { setSaved(event.currentTarget.checked); }} label="I have put them in a safe place" />
        <Button disabled={!saved} onClick={onClose}>Done</Button>
      </Group>
      {createPortal(<pre data-print-sheet aria-hidden className={classes["sheet"]}>{text}</pre>, document.body)}
    </Stack>
  );
}

/** Shown once. It closes only after the person says that the codes are kept: there is no second look. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: readonly string[] | null; onClose: () => void }) {
  return (
    <Modal.Root opened={codes !== null} onClose={() => undefined} size="md" centered closeOnEscape={false} closeOnClickOutside={false}>
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content>
        <Modal.Header role="presentation"><Modal.Title fw={650} fz="lg">Your recovery codes</Modal.Title></Modal.Header>
        <Modal.Body>{codes !== null && <Codes codes={codes} onClose={onClose} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
