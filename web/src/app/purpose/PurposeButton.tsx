import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEyeCheck, IconEyeQuestion } from "@tabler/icons-react";

import type { SessionInfo } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { formatClock } from "@/ui/london";
import { useShortcuts } from "@/ui/shortcuts";

import bar from "../TopBar.module.css";
import classes from "./Purpose.module.css";
import { PurposeForm } from "./PurposeForm";

/** "Investigation, 44-1234, until 14:30" */
export function statedWords({ purpose }: Pick<SessionInfo, "purpose">): string {
  if (!purpose) return "No purpose stated";
  return [purpose.name, purpose.case_reference, purpose.until === null ? "" : `until ${formatClock(purpose.until, false)}`].filter(Boolean).join(", ");
}

/** What everything on this desk is looked at for; a click changes it. */
export function PurposeButton({ session }: { session: SessionInfo }) {
  const [opened, dialog] = useDisclosure(false);
  const words = statedWords(session);
  const Shape = session.purpose ? IconEyeCheck : IconEyeQuestion;
  useShortcuts([{ key: "y", label: "Why: state what you are looking for", run: dialog.open }], "Everywhere");
  return (
    <>
      <UnstyledButton className={[bar["tool"], classes["stated"], session.purpose ? "" : classes["missing"]].join(" ")} onClick={dialog.open}
        aria-label={session.purpose ? `${words}: purpose of looking` : words} title={`What you look for: ${words}`}>
        <Shape size={20} stroke={1.6} aria-hidden />
        <span>{words}</span>
      </UnstyledButton>
      <Dialog opened={opened} onClose={dialog.close} title="What are you looking for?" size="xl">
        <PurposeForm session={session} onDone={dialog.close} />
      </Dialog>
    </>
  );
}
