import { UnstyledButton } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import type { RefObject } from "react";
import { Link } from "react-router";

import type { SessionInfo } from "@/api/types";

import { AlarmsButton } from "./AlarmsButton";
import { CameraSearch } from "./CameraSearch";
import { Clock } from "./Clock";
import { Lantern } from "./Lantern";
import classes from "./TopBar.module.css";
import { UserMenu } from "./UserMenu";

interface BarProps { session: SessionInfo; search: RefObject<HTMLInputElement | null>; onHelp: () => void }

export function TopBar({ session, search, onHelp }: BarProps) {
  return (
    <header className={classes["bar"]}>
      <Link to="/" className={classes["brand"]} title="First screen">
        <span className={classes["mark"]}><Lantern size={30} /></span>
        <span className={classes["names"]}>
          <span className={classes["name"]}>Beadle</span>
          {session.council && <span className={classes["council"]}>{session.council}</span>}
        </span>
      </Link>
      {session.demo && <span className={classes["demo"]}>Demonstration</span>}
      {session.permissions.includes("estate.read") && <CameraSearch input={search} />}
      <div className={classes["space"]} />
      <Clock />
      {session.permissions.includes("estate.read") && <AlarmsButton />}
      <UnstyledButton className={`${classes["tool"] ?? ""} ${classes["desk"] ?? ""}`} onClick={onHelp} aria-label="Keyboard help" title="Keyboard help (?)">
        <IconKeyboard size={20} stroke={1.6} aria-hidden />
      </UnstyledButton>
      <UserMenu session={session} />
    </header>
  );
}
