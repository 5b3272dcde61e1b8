/**
 * Times as the town reads them. Everything is kept as UTC; these functions show and read Europe/London,
 * with the zone (GMT or BST) on show, because the hour after the clocks go back happens twice.
 */
export const ZONE = "Europe/London";

export interface LocalParts { year: number; month: number; day: number; hour: number; minute: number; second: number }

const reader = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE, hourCycle: "h23",
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const dayReader = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "short" });
const monthReader = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, month: "short" });

const pad = (value: number): string => String(value).padStart(2, "0");
type Instant = Date | string | number;
const asDate = (at: Instant): Date => (at instanceof Date ? at : new Date(at));

/** Wall-clock parts in London at an instant. */
export function localParts(at: Instant): LocalParts {
  const found: Record<string, number> = {};
  for (const { type, value } of reader.formatToParts(asDate(at))) found[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = found;
  return { year, month, day, hour, minute, second };
}

/** Minutes that London is ahead of UTC at an instant: 0 or 60. */
export function offsetMinutes(at: Instant): number {
  const when = asDate(at);
  const p = localParts(when);
  const asUtc = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
  return Math.round((asUtc - Math.floor(when.getTime() / 1000) * 1000) / 60_000);
}

export const zoneName = (at: Instant): "GMT" | "BST" => (offsetMinutes(at) === 60 ? "BST" : "GMT");

/**
 * The instants at which London clocks show these parts: one, none (the hour that spring skips)
 * or two (the hour that autumn repeats), earliest first, in UTC milliseconds.
 */
export function instantsOf(p: LocalParts): number[] {
  const asUtc = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
  return [60, 0]
    .map((offset) => ({ offset, at: asUtc - offset * 60_000 }))
    .filter(({ offset, at }) => offsetMinutes(at) === offset)
    .map(({ at }) => at);
}

/** Does the same wall-clock reading come twice on this day? Then the zone has to be said. */
export const isRepeated = (at: Instant): boolean => instantsOf(localParts(at)).length > 1;

/** "14:32:05" */
export function formatClock(at: Instant, seconds = true): string {
  const p = localParts(at);
  return `${pad(p.hour)}:${pad(p.minute)}${seconds ? `:${pad(p.second)}` : ""}`;
}

/** "Sun 22 Nov 2026" */
export function formatDate(at: Instant): string {
  const p = localParts(at);
  const when = asDate(at);
  return `${dayReader.format(when)} ${p.day} ${monthReader.format(when).slice(0, 3)} ${p.year}`;
}

/** "22 Nov 2026 14:32:05"; the zone is added where it is asked for or where the hour comes twice. */
export function formatTime(at: Instant, options: { seconds?: boolean; zone?: boolean } = {}): string {
  const p = localParts(at);
  const when = asDate(at);
  const zone = options.zone === true || isRepeated(when) ? ` ${zoneName(when)}` : "";
  const month = monthReader.format(when).slice(0, 3);
  return `${p.day} ${month} ${p.year} ${formatClock(when, options.seconds ?? true)}${zone}`;
}

/** "3 min ago", "2 h ago", "12 days ago", "in 5 min": for glancing; the exact time stands beside it. */
export function formatAgo(at: Instant, now: Instant): string {
  const seconds = Math.round((asDate(now).getTime() - asDate(at).getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return "now";
  const words = size < 60 ? `${size} s` : size < 3600 ? `${Math.floor(size / 60)} min`
    : size < 48 * 3600 ? `${Math.floor(size / 3600)} h` : `${Math.floor(size / 86_400)} days`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

/** ISO 8601 UTC with Z, as the server takes it. Whole seconds carry no fraction. */
export const toIso = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

/** "1 h 05 min", "42 s", "2 d 3 h". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${pad(whole % 60)} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${pad(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
