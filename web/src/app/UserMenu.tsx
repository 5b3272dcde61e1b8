import { Kbd, Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconLock, IconLogout, IconMoon, IconSun, IconUrgent, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";

import { lockSession, useSignOut } from "@/api/session";
import type { SessionInfo } from "@/api/types";
import { TimeText } from "@/ui/TimeText";
import { roleName } from "@/ui/words";

import { BreakGlassDialog } from "./purpose/BreakGlass";
import classes from "./TopBar.module.css";

export function UserMenu({ session }: { session: SessionInfo }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const cache = useQueryClient();
  const [breaking, glass] = useDisclosure(false);
  const dark = colorScheme !== "light";
  const { user } = session;
  return (
    <>
      <Menu position="bottom-end" width={288}>
        <Menu.Target>
          <UnstyledButton className={`${classes["tool"] ?? ""} ${classes["user"] ?? ""}`} aria-label={`Signed in as ${user.display_name}: menu`}>
            <IconUserCircle size={22} stroke={1.6} aria-hidden />
            <span>{user.display_name}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{user.display_name} ({user.name}), {user.roles.map(roleName).join(", ")}</Menu.Label>
          <Menu.Item component={Link} to="/account" leftSection={<IconKey size={18} aria-hidden />}>Your sign-in</Menu.Item>
          <Menu.Item leftSection={dark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />} onClick={() => { setColorScheme(dark ? "light" : "dark"); }}>
            {dark ? "Light, for the office" : "Dark, for the control room"}
          </Menu.Item>
          {session.permissions.includes("rights.break_glass") && session.break_glass === null && (
            <Menu.Item leftSection={<IconUrgent size={18} aria-hidden />} onClick={glass.open}>Break the glass</Menu.Item>
          )}
          <Menu.Item leftSection={<IconLock size={18} aria-hidden />} rightSection={<Kbd size="xs">Ctrl Alt L</Kbd>} onClick={() => { lockSession(cache).catch(() => undefined); }}>Lock this screen</Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => { signOut.mutate(); }}>Sign out</Menu.Item>
          <Menu.Divider />
          <Menu.Label>
            {session.last_sign_in && <>Last signed in <TimeText at={session.last_sign_in.at} seconds={false} />, {session.last_sign_in.address || "this machine"}<br /></>}
            Beadle {session.version}
          </Menu.Label>
        </Menu.Dropdown>
      </Menu>
      <BreakGlassDialog opened={breaking} onClose={glass.close} />
    </>
  );
}
