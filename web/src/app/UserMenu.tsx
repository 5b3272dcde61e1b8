import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconKey, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { Link } from "react-router";

import { useSignOut } from "@/api/session";
import type { SessionInfo } from "@/api/types";
import { roleName } from "@/ui/words";

import classes from "./TopBar.module.css";

export function UserMenu({ session }: { session: SessionInfo }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const dark = colorScheme !== "light";
  const { user } = session;
  return (
    <Menu position="bottom-end" width={264}>
      <Menu.Target>
        <UnstyledButton className={`${classes["tool"] ?? ""} ${classes["user"] ?? ""}`} aria-label={`Signed in as ${user.display_name}: menu`}>
          <IconUserCircle size={22} stroke={1.6} aria-hidden />
          <span>{user.display_name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.display_name} ({user.name}), {user.roles.map(roleName).join(", ")}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconKey size={18} aria-hidden />}>Account and password</Menu.Item>
        <Menu.Item leftSection={dark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />} onClick={() => { setColorScheme(dark ? "light" : "dark"); }}>
          {dark ? "Light, for the office" : "Dark, for the control room"}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => { signOut.mutate(); }}>Sign out</Menu.Item>
        <Menu.Divider />
        <Menu.Label>Beadle {session.version}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
