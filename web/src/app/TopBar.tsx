import { UnstyledButton } from "@mantine/core";
import { IconKeyboard, IconLock } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import { Link } from "react-router";

import { lockSession } from "@/api/session";
import type { SessionInfo } from "@/api/types";

import { AlarmsButton } from "./AlarmsButton";
import { CameraSearch } from "./CameraSearch";
import { Clock } from "./Clock";
import { Lantern } from "./Lantern";
import { PurposeButton } from "./purpose/PurposeButton";
import classes from "./TopBar.module.css";
import { UserMenu } from "./UserMenu";

interface BarProps { session: SessionInfo; search: RefObject<HTMLInputElement | null>; onHelp: () => void }

/** Whoever can see no picture has nothing to state. */
const sees = ({ permissions }: SessionInfo): boolean => permissions.includes("live.watch") || permissions.includes("footage.replay");

export function TopBar({ session, search, onHelp }: BarProps) {
  const cache = useQueryClient();
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
      {sees(session) && <PurposeButton session={session} />}
      <Clock />
      {session.permissions.includes("estate.read") && <AlarmsButton />}
      <UnstyledButton className={`${classes["tool"] ?? ""} ${classes["desk"] ?? ""}`} onClick={onHelp} aria-label="Keyboard help" title="Keyboard help (?)">
        <IconKeyboard size={20} stroke={1.6} aria-hidden />
      </UnstyledButton>
      <UnstyledButton className={`${classes["tool"] ?? ""} ${classes["desk"] ?? ""}`} onClick={() => { lockSession(cache).catch(() => undefined); }} aria-label="Lock this screen" title="Lock this screen (Ctrl Alt L)">
        <IconLock size={20} stroke={1.6} aria-hidden />
      </UnstyledButton>
      <UserMenu session={session} />
    </header>
  );
}
