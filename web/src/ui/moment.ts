import { instantsOf, localParts, ZONE, type LocalParts } from "./london";

/** What typed words mean. `two` is the hour that comes twice when the clocks go back: ask which. */
export type Moment =
  | { kind: "one"; at: number }
  | { kind: "two"; first: number; second: number }
  | { kind: "skipped"; message: string }
  | { kind: "empty" }
  | { kind: "unclear"; message: string };

const EXAMPLES = 'Type a time such as "14:32", "yesterday 14:30", "22/11 14:30" or "22/11/2026 14:30:05".';
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Day { year: number; month: number; day: number }
interface Clock { hour: number; minute: number; second: number }

const ofDate = (date: Date): Day => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
const shift = (d: Day, days: number): Day => ofDate(new Date(Date.UTC(d.year, d.month - 1, d.day + days)));
const number = (match: string | undefined): number => Number(match ?? 0);

/** "14:32", "14:32:05", "14.32", "1432", "2pm", "2:30 pm" */
function readClock(text: string): Clock | null {
  const match = /^(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?\s*(am|pm)?$/.exec(text) ?? /^(\d{2})(\d{2})(?:(\d{2}))?()$/.exec(text);
  if (!match) return null;
  const half = match[4];
  if (!match[2] && !half) return null;
  let hour = number(match[1]);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === "pm" ? 12 : 0);
  }
  const clock = { hour, minute: number(match[2]), second: number(match[3]) };
  return clock.hour < 24 && clock.minute < 60 && clock.second < 60 ? clock : null;
}

function realDay(day: Day): Day | null {
  const again = ofDate(new Date(Date.UTC(day.year, day.month - 1, day.day)));
  return again.month === day.month && again.day === day.day ? day : null;
}

const fullYear = (text: string | undefined, today: Day): number =>
  text === undefined ? today.year : text.length === 2 ? 2000 + Number(text) : Number(text);

/** A day with no year is the latest one that is not in the future: footage lies behind us. */
function notAhead(day: Day | null, hasYear: boolean, today: Day): Day | null {
  if (!day || hasYear) return day;
  const ahead = Date.UTC(day.year, day.month - 1, day.day) > Date.UTC(today.year, today.month - 1, today.day);
  return ahead ? realDay({ ...day, year: day.year - 1 }) : day;
}

function readDay(text: string, today: Day): Day | null {
  if (text === "" || text === "today") return today;
  if (text === "yesterday") return shift(today, -1);
  const weekday = DAYS.findIndex((name) => text.startsWith(name) && /^[a-z]+$/.test(text));
  if (weekday >= 0) {
    const now = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
    return shift(today, -((now - weekday + 7) % 7));
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return realDay({ year: number(iso[1]), month: number(iso[2]), day: number(iso[3]) });
  const slashed = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(text);
  if (slashed) {
    const day = { year: fullYear(slashed[3], today), month: number(slashed[2]), day: number(slashed[1]) };
    return notAhead(realDay(day), slashed[3] !== undefined, today);
  }
  const named = /^(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?(?:\s+(\d{4}|\d{2}))?$/.exec(text);
  const month = named ? MONTHS.indexOf((named[2] ?? "").slice(0, 3)) + 1 : 0;
  if (!named || month === 0) return null;
  return notAhead(realDay({ year: fullYear(named[3], today), month, day: number(named[1]) }), named[3] !== undefined, today);
}

/** Cut "yesterday 14:30" or "14:30 22/11" into a day and a clock time, trying the longest clock first. */
function split(text: string): { day: string; clock: Clock } | null {
  const words = text.split(" ");
  for (const take of [2, 1]) {
    if (words.length < take) continue;
    const last = readClock(words.slice(-take).join(" "));
    if (last) return { day: words.slice(0, -take).join(" "), clock: last };
    const first = readClock(words.slice(0, take).join(" "));
    if (first) return { day: words.slice(take).join(" "), clock: first };
  }
  return null;
}

function relative(text: string, now: number): number | null {
  if (text === "now") return now;
  const match = /^(\d{1,4})\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?)\s+ago$/.exec(text);
  if (!match) return null;
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[(match[2] ?? "s").charAt(0)] ?? 1000;
  return now - number(match[1]) * unit;
}

/** Where London clocks show these parts, told apart by a zone where it was typed. */
function place(parts: LocalParts, zone: string | undefined): Moment {
  if (zone) {
    const asUtc = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
    return { kind: "one", at: zone === "bst" ? asUtc - 3_600_000 : asUtc };
  }
  const [first, second] = instantsOf(parts);
  if (first === undefined) {
    return { kind: "skipped", message: "That time did not exist: the clocks went forward from 01:00 to 02:00 that night." };
  }
  if (second === undefined) return { kind: "one", at: first };
  return { kind: "two", first, second };
}

/**
 * Read a typed date and time as a London wall-clock time. `now` is in UTC milliseconds.
 * A bare time is today's, or yesterday's when today's has not come yet and `past` is asked for.
 */
export function parseMoment(typed: string, now: number, options: { past?: boolean } = {}): Moment {
  const clean = typed.trim().toLowerCase().replace(/,|(?<=\d)t(?=\d)/g, " ").replace(/\bat\b/g, " ").replace(/\s+/g, " ").trim();
  if (clean === "") return { kind: "empty" };
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?(\.\d+)?z$/.test(clean)) {
    const at = Date.parse(clean.replace(" ", "T").toUpperCase());
    return Number.isNaN(at) ? { kind: "unclear", message: EXAMPLES } : { kind: "one", at };
  }
  const ago = relative(clean, now);
  if (ago !== null) return { kind: "one", at: ago };
  const zone = /\s(gmt|bst|utc)$/.exec(clean)?.[1];
  const found = split(zone ? clean.slice(0, -4) : clean);
  if (!found) return { kind: "unclear", message: EXAMPLES };
  const today = localParts(now);
  const day = readDay(found.day, today);
  if (!day) return { kind: "unclear", message: `"${found.day}" is not a day that ${ZONE.split("/")[1] ?? ""} knows. ${EXAMPLES}` };
  const moment = place({ ...day, ...found.clock }, zone);
  const ahead = moment.kind === "one" && moment.at > now;
  if (ahead && options.past === true && found.day === "") return place({ ...shift(day, -1), ...found.clock }, zone);
  return moment;
}
