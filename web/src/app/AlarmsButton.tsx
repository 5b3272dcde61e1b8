import { ActionIcon, Popover, ScrollArea, Switch, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconBell, IconBellRinging, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";

import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import { useAlarms } from "./alarms";
import classes from "./AlarmsButton.module.css";
import { isChimeOn, setChime } from "./chime";
import bar from "./TopBar.module.css";
import { useNewAlarms } from "./useNewAlarms";

export function AlarmsButton() {
  const { alarms, ready, putAway } = useAlarms();
  const [opened, setOpened] = useState(false);
  const [sound, setSound] = useState(isChimeOn);
  const said = useNewAlarms(alarms, ready).map((alarm) => alarm.said ?? alarm.title).filter(Boolean).join(". ");
  const count = alarms.length;
  const Shape = count > 0 ? IconBellRinging : IconBell;
  return (
    <>
      <span role="alert" className="b-visually-hidden">{said}</span>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width="min(26rem, 94vw)" trapFocus shadow="md">
        <Popover.Target>
          <UnstyledButton className={`${bar["tool"] ?? ""} ${count > 0 ? (bar["alarm"] ?? "") : ""}`} onClick={() => { setOpened((was) => !was); }}
            aria-label={count > 0 ? plural(count, "alarm") : "0 alarms"}>
            <Shape size={20} stroke={1.7} aria-hidden />
            <span aria-hidden>{count}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <div className={classes["head"]}>
            <h2 className={classes["title"]}>{count > 0 ? plural(count, "alarm") : "No alarms"}</h2>
            <Switch size="xs" label="Sound" checked={sound} onChange={(event) => { setChime(event.currentTarget.checked); setSound(event.currentTarget.checked); }} />
          </div>
          <ScrollArea.Autosize mah="60vh" viewportProps={{ tabIndex: -1 }}>
            {count === 0 && <p className={classes["none"]}>Every camera that should work does.</p>}
            <ul className={classes["list"]}>
              {alarms.map((alarm) => (
                <li key={alarm.id} className={classes["item"]}>
                  <IconAlertTriangle className={classes["sign"]} data-worst={alarm.worst || undefined} size={18} aria-hidden />
                  <Link to={alarm.link} className={classes["link"]} onClick={() => { setOpened(false); }}>
                    <strong>{alarm.title}</strong>
                    <span className="b-dim">{alarm.detail}</span>
                    {alarm.since && <span className="b-dim">since <TimeText at={alarm.since} /></span>}
                  </Link>
                  {alarm.id.startsWith("event:") && (
                    <ActionIcon aria-label={`Put away: ${alarm.title}`} onClick={() => { putAway(alarm.id); }}><IconCheck size={18} aria-hidden /></ActionIcon>
                  )}
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
