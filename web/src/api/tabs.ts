/** One person's tabs and wall windows agree: what one of them learns, it tells the others of this browser. */
export type TabNews =
  /** The person did something, at this moment (UTC milliseconds). */
  | { kind: "active"; at: number }
  /** The session has changed: locked, unlocked, begun or ended. */
  | { kind: "session" };

const NAME = "beadle";
const listeners = new Set<(news: TabNews) => void>();
let channel: BroadcastChannel | null = null;

function opened(): BroadcastChannel | null {
  if (channel !== null || typeof BroadcastChannel === "undefined") return channel;
  channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("kind" in data)) return;
    for (const tell of listeners) tell(data as TabNews);
  };
  return channel;
}

export function tellTabs(news: TabNews): void {
  opened()?.postMessage(news);
}

/** Hear what the other tabs say; never what this one said. */
export function hearTabs(listener: (news: TabNews) => void): () => void {
  listeners.add(listener);
  opened();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    channel?.close();
    channel = null;
  };
}
