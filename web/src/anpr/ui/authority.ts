/** What every search and journey needs before it runs. Pure. */
import type { Purpose } from "@/api/rights";
import type { Authority } from "@/api/platesTypes";
import type { SessionInfo } from "@/api/types";

export interface Draft { purpose: string | null; reference: string; requester: string }
export type Faults<Field extends string> = Partial<Record<Field, string>>;

/** What it starts from: what the session looks for. Who asks is never guessed. */
export const draftOf = (session: SessionInfo | null): Draft => ({ purpose: session?.purpose?.id ?? null, reference: session?.purpose?.case_reference ?? "", requester: "" });

/** A second person vouches for the session, never for a single search. */
export const isOpenPurpose = (purpose: Purpose, session: SessionInfo): boolean => !purpose.needs_second_person || session.purpose?.id === purpose.id;

const LEAST = 2;
export function authorityFaults({ purpose, reference, requester }: Draft): Faults<keyof Draft> {
  return {
    ...(purpose === null ? { purpose: "Choose what you search for. Without a purpose nothing is searched." } : {}),
    ...(reference.trim().length < LEAST ? { reference: "Give the crime, log or case number. Without one nothing is searched." } : {}),
    ...(requester.trim().length < LEAST ? { requester: "Say who asked for this: a name or a collar number." } : {}),
  };
}
export const authorityOf = ({ purpose, reference, requester }: Draft): Authority =>
  ({ purpose_id: purpose ?? "", case_reference: reference.trim(), requester: requester.trim() });

export const isFaultless = (faults: object): boolean => Object.keys(faults).length === 0;

/** The first fault about a span, or none. */
export function spanFaults({ since, until }: { since: string | null; until: string | null }): Faults<"since" | "until"> {
  if (since === null) return { since: "Type when it begins." };
  if (until === null) return { until: "Type when it ends." };
  return Date.parse(until) <= Date.parse(since) ? { until: "The end is not after the beginning." } : {};
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The last so many days, to the minute. */
export function lastDays(days: number, now: number): { since: string; until: string } {
  const end = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  return { since: new Date(end - days * DAY_MS).toISOString().replace(".000Z", "Z"), until: new Date(end).toISOString().replace(".000Z", "Z") };
}
/** A span that runs up to when the form was opened runs up to now when it is sent; one that was typed stays. */
export function upToNow<Draft extends { until: string | null }>(draft: Draft, opened: string, now: number): Draft {
  return draft.until === opened ? { ...draft, until: lastDays(1, now).until } : draft;
}
/** Older than this needs a second person; the server has the last word. */
export const OPEN_DAYS = 90;
export const needsApproval = (since: string | null, now: number): boolean => since !== null && now - Date.parse(since) > OPEN_DAYS * DAY_MS;
