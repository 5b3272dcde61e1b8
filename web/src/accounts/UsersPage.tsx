import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { IconDots, IconKey, IconListDetails, IconLogout, IconShieldOff, IconUserPlus, IconUserShield, IconUsers } from "@tabler/icons-react";
import { useState } from "react";

import { useGroups, type CameraGroup, type Grant } from "@/api/rights";
import { useSession } from "@/api/session";
import type { User } from "@/api/types";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { plural, roleName } from "@/ui/words";

import { FirstPasswordDialog, type Handover } from "./FirstPasswordDialog";
import { RightsTabs } from "./RightsTabs";
import { OpenDialog, type UserDialog } from "./UserDialogs";
import { useChangeUser, useUsers } from "./users";

function DisableButton({ user, self }: { user: User; self: boolean }) {
  const change = useChangeUser(user.id);
  const verb = user.disabled ? "Let in again" : "Disable";
  const run = async () => {
    await change.mutateAsync({ disabled: !user.disabled });
    notify.done(user.disabled ? "User let in again" : "User disabled", user.display_name);
  };
  return (
    <ConfirmButton size="compact-sm" disabled={self} question={`${verb} ${user.display_name}?`} confirm={verb} run={run}
      consequence={user.disabled ? "They can sign in again with their password and roles." : "They are signed out everywhere within seconds, and any picture they are watching ends. What they did stays in the audit log."}>
      {verb}
    </ConfirmButton>
  );
}

/** "Operator: Town Centre, 2 purposes"; an unlimited role alone. */
export function grantWords({ role, group_id, purpose_ids }: Grant, groups: readonly CameraGroup[]): string {
  const limits = [
    group_id ? (groups.find(({ id }) => id === group_id)?.name ?? "a group") : "", purpose_ids ? plural(purpose_ids.length, "purpose") : "",
  ].filter(Boolean);
  return limits.length > 0 ? `${roleName(role)}: ${limits.join(", ")}` : roleName(role);
}

/** May they sign in, and is the password that they have their own? */
export function UserState({ user }: { user: User }) {
  if (user.disabled) return <StateBadge tone="off" label="Disabled" />;
  if (user.password === "expired") return <StateBadge tone="warn" label="First password expired" title="Nobody can sign in with it. Reset the password to make another one." />;
  if (user.password !== "first") return <StateBadge tone="ok" label="May sign in" />;
  return (
    <div>
      <StateBadge tone="info" label="First password given" title="They have still to sign in and choose their own." />
      <div className="b-dim" style={{ fontSize: "0.8125rem" }}>good until <TimeText at={user.password_until} seconds={false} /></div>
    </div>
  );
}

const STATES = ["expired", "first", "own", "none"];
const stateOrder = (user: User): number => (user.disabled ? STATES.length : STATES.indexOf(user.password));

function columnsFor(self: string | undefined, groups: readonly CameraGroup[], open: (dialog: UserDialog) => void): readonly Column<User>[] {
  return [
    { key: "display", header: "Name", sortBy: (row) => row.display_name, cell: (row) => <strong style={{ fontWeight: 600 }}>{row.display_name}{row.id === self ? " (you)" : ""}</strong> },
    { key: "name", header: "Sign-in name", from: "sm", width: "12rem", sortBy: (row) => row.name, cell: (row) => <span className="b-mono">{row.name}</span> },
    { key: "roles", header: "Rights", sortBy: (row) => row.roles.map(roleName).join(), cell: (row) => row.grants.map((grant) => grantWords(grant, groups)).join("; ") },
    { key: "state", header: "State", from: "sm", width: "14rem", sortBy: stateOrder, cell: (row) => <UserState user={row} /> },
    {
      key: "do", header: "Change", width: "10rem",
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <DisableButton user={row} self={row.id === self} />
          <Menu position="bottom-end" width={220}>
            <Menu.Target><ActionIcon size={28} aria-label={`More for ${row.display_name}`}><IconDots size={18} aria-hidden /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconUserShield size={18} aria-hidden />} onClick={() => { open({ kind: "rights", user: row }); }}>Name and rights</Menu.Item>
              <Menu.Item leftSection={<IconListDetails size={18} aria-hidden />} onClick={() => { open({ kind: "words", user: row }); }}>Rights in words</Menu.Item>
              <Menu.Item leftSection={<IconKey size={18} aria-hidden />} disabled={row.id === self} onClick={() => { open({ kind: "password", user: row }); }}>Reset the password</Menu.Item>
              <Menu.Divider />
              <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => { open({ kind: "sessions", user: row }); }}>Sign out everywhere</Menu.Item>
              <Menu.Item leftSection={<IconShieldOff size={18} aria-hidden />} onClick={() => { open({ kind: "factors", user: row }); }}>Reset second factors</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ),
    },
  ];
}

/** Who may sign in, and as what. */
export default function UsersPage() {
  const users = useUsers();
  const groups = useGroups().data ?? [];
  const self = useSession()?.user.id;
  const [dialog, setDialog] = useState<UserDialog | null>(null);
  const [handover, setHandover] = useState<Handover | null>(null);
  const rows = users.data ?? [];
  const active = rows.filter((user) => !user.disabled).length;
  return (
    <Page title="Users" lead={users.data ? `${plural(active, "person", "people")} may sign in` : undefined}
      actions={<Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => { setDialog({ kind: "add" }); }}>Add a user</Button>}>
      <RightsTabs />
      {users.isError
        ? <ErrorNote error={users.error} what="The users were not read" retry={() => { void users.refetch(); }} />
        : <DataTable caption="People who may sign in" stack columns={columnsFor(self, groups, setDialog)} rows={rows} rowKey={(row) => row.id} initialSort={{ key: "display", down: false }}
            empty={<EmptyState icon={IconUsers} title={users.isPending ? "Reading the users" : "No users"} />} />}
      <OpenDialog dialog={dialog} onClose={() => { setDialog(null); }} onGive={(made) => { setDialog(null); setHandover(made); }} />
      <FirstPasswordDialog handover={handover} onClose={() => { setHandover(null); }} />
    </Page>
  );
}
