/** Spans of time that figures are asked for, in London days. Pure. */
import { instantsOf, localParts, toIso } from "@/ui/london";

export interface Span { since: string; until: string }
export const SPANS = { today: { label: "Today", days: 1 }, week: { label: "7 days", days: 7 }, month: { label: "30 days", days: 30 } } as const;
export type SpanName = keyof typeof SPANS;

const DAY_MS = 86_400_000;
/** From the midnight that begins the first day to the midnight that ends today, so that the same question is asked all day. */
export function spanOf(name: SpanName, now: number): Span {
  const midnight = (at: number) => { const { year, month, day } = localParts(at); return instantsOf({ year, month, day, hour: 0, minute: 0, second: 0 })[0] ?? at; };
  // Noon of the day that is meant: an hour more or less on the night the clocks change does not miss it.
  const noon = midnight(now) + DAY_MS / 2;
  return { since: toIso(midnight(noon - (SPANS[name].days - 1) * DAY_MS)), until: toIso(midnight(noon + DAY_MS)) };
}

const dayOf = (at: number): string => { const { year, month, day } = localParts(at); return [String(year), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-"); };
/** The first and the last London day of a span, as dates. */
export const daysOf = ({ since, until }: Span): Span => ({ since: dayOf(Date.parse(since)), until: dayOf(Date.parse(until) - 1) });
