import { useSession } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";
import { IconEyeQuestion } from "@tabler/icons-react";

import classes from "./Purpose.module.css";
import { PurposeForm } from "./PurposeForm";

/** Stands where pictures would be, until it is said what for. */
export function PurposePage() {
  const session = useSession();
  if (!session) return null;
  return (
    <Page title="What are you looking for?" lead="Before any picture is shown, its purpose is written down. You can change it at any time, at the top of the screen.">
      <div className={classes["ask"]}>
        {session.purposes.length > 0
          ? <PurposeForm session={session} />
          : <EmptyState icon={IconEyeQuestion} title="No purpose is open to you">Ask an administrator which purposes your work needs.</EmptyState>}
      </div>
    </Page>
  );
}
