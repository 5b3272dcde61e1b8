import { Button, Group, Text, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type ReactNode } from "react";

import { Dialog } from "./Dialog";
import { ErrorNote } from "./ErrorNote";

interface ConfirmProps extends Omit<ButtonProps, "children" | "onClick"> {
  children: ReactNode;
  /** The question, in full: "Retire camera 12, Market Place?" */
  question: string;
  /** What will happen, and whether it can be undone. */
  consequence: ReactNode;
  /** The verb on the button that does it: "Retire camera". */
  confirm: string;
  run: () => Promise<unknown>;
  /** It stands in a dialog itself, which stays open behind the question. */
  above?: boolean;
}

/** A button that asks first. The dialog stays open, with the reason, when the server refuses. */
export function ConfirmButton({ children, question, consequence, confirm, run, above = false, ...button }: ConfirmProps) {
  const [opened, dialog] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await run();
      dialog.close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" {...button} onClick={() => { setError(null); dialog.open(); }}>{children}</Button>
      <Dialog opened={opened} onClose={dialog.close} title={question} above={above}>
        <Text size="sm" component="div">{consequence}</Text>
        {error !== null && <ErrorNote error={error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close} data-autofocus>Keep as it is</Button>
          <Button color="red" loading={busy} onClick={() => { void go(); }}>{confirm}</Button>
        </Group>
      </Dialog>
    </>
  );
}
