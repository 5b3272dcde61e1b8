import { formatAgo, formatTime } from "./london";
import { useNow } from "./useNow";

interface TimeProps { at: string | number | null | undefined; ago?: boolean; seconds?: boolean; zone?: boolean; none?: string }

/** A moment in London time, marked up as <time>. With `ago` the distance is shown and the exact time is the title. */
export function TimeText({ at, ago = false, seconds = true, zone = false, none = "-" }: TimeProps) {
  const now = useNow(ago ? 15_000 : null);
  if (at === null || at === undefined) return <span className="b-dim">{none}</span>;
  const exact = formatTime(at, { seconds, zone });
  return (
    <time dateTime={new Date(at).toISOString()} title={ago ? formatTime(at, { zone: true }) : undefined} style={{ whiteSpace: "nowrap" }}>
      {ago ? formatAgo(at, now) : exact}
    </time>
  );
}
