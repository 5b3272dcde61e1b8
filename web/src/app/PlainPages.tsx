import { Anchor, Button, Loader } from "@mantine/core";
import { IconHandStop, IconMapQuestion } from "@tabler/icons-react";
import { Link } from "react-router";

import { useSession } from "@/api/session";
import type { Permission } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";
import { roleName } from "@/ui/words";

const NEEDED_FOR: Record<Permission, string> = {
  "session.own": "your own account", "estate.read": "the list of cameras", "estate.write": "changing cameras",
  "live.watch": "live pictures", "footage.replay": "recorded pictures", "footage.export": "exports",
  "footage.hold": "holding footage", "footage.release_hold": "releasing held footage", "layouts.write": "saving layouts",
  "layouts.share": "sharing layouts", "users.manage": "managing users", "audit.read": "the audit log",
  "status.read": "the state of the system", "rights.break_glass": "breaking glass", "rights.review": "reviewing broken glass",
  "plates.watch": "number plates as they are read", "plates.search": "searching number plates", "plates.confirm": "deciding on hits and checking reads",
  "plates.hotlists": "hotlists", "plates.convoy": "looking for vehicles that travel together", "plates.review": "reviewing searches of number plates",
  "plates.count": "traffic counts", "plates.setup": "setting up cameras that read plates",
};

export function NotAllowedPage({ need }: { need: Permission }) {
  const roles = useSession()?.user.roles ?? [];
  const named = roles.map(roleName).join(", ") || "no role";
  return (
    <Page title="Not allowed">
      <EmptyState icon={IconHandStop} title={`Your sign-in does not include ${NEEDED_FOR[need]}.`}
        action={<Button component={Link} to="/" variant="default">Go to your first screen</Button>}>
        You are signed in as: {named}. If your work needs this, ask the CCTV manager to change your role.
        Nothing has been opened.
      </EmptyState>
    </Page>
  );
}

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <EmptyState icon={IconMapQuestion} title="There is no page at this address.">
        Check the address, or <Anchor component={Link} to="/">go to your first screen</Anchor>.
      </EmptyState>
    </Page>
  );
}

export function OpeningPage() {
  return (
    <div role="status" style={{ display: "grid", placeItems: "center", height: "100%", minHeight: "12rem" }}>
      <Loader size="sm" aria-hidden />
      <span className="b-visually-hidden">Opening</span>
    </div>
  );
}
