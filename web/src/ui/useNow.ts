import { useEffect, useState } from "react";

/** The present in UTC milliseconds, looked at every `every` ms; null means once. Ticks fall on whole periods. */
export function useNow(every: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (every === null) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const present = Date.now();
      setNow(present);
      timer = setTimeout(tick, every - (present % every));
    };
    timer = setTimeout(tick, every - (Date.now() % every));
    return () => { clearTimeout(timer); };
  }, [every]);
  return now;
}
