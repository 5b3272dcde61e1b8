import { useEffect, useRef, useState } from "react";

import type { Alarm } from "./alarms";
import { chime, type Sound } from "./chime";

const LOUDEST: readonly Sound[] = ["hit", "alarm", "possible"];

/** The alarms that came last, with a chime as they come; what stood there when the desk opened is not news. */
export function useNewAlarms(alarms: readonly Alarm[], ready: boolean): readonly Alarm[] {
  const known = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<readonly Alarm[]>([]);
  useEffect(() => {
    if (!ready) return;
    const news = known.current ? alarms.filter((alarm) => !known.current?.has(alarm.id)) : [];
    known.current = new Set(alarms.map((alarm) => alarm.id));
    if (news.length === 0) return;
    setFresh(news);
    chime(LOUDEST.find((sound) => news.some((alarm) => (alarm.sound ?? "alarm") === sound)));
  }, [alarms, ready]);
  return fresh;
}
