/** What a look for convoys needs before it is sent, and its answer in words. Pure. */
import type { ConvoyRules, ConvoyWish } from "@/api/platesTypes";

import { journeyFaults, type JourneyDraft } from "../journey/form";
import { tidy } from "../plate/text";
import { authorityOf, type Draft, type Faults } from "../ui/authority";

export interface ConvoyDraft extends JourneyDraft { within: number; authority: string }
export const [LEAST_WITHIN, MOST_WITHIN] = [1, 300];
/** Shorter words name nobody who allowed it. */
const LEAST_AUTHORITY = 10;
const DAY_MS = 86_400_000;

export type ConvoyFaults = Faults<"plate" | "since" | "until" | "authority" | keyof Draft>;
export function convoyFaults(draft: ConvoyDraft, longestDays: number): ConvoyFaults {
  const faults: ConvoyFaults = journeyFaults(draft, "Vehicles that travel together are looked for with one plate, known in full.");
  const long = draft.since !== null && draft.until !== null && Date.parse(draft.until) - Date.parse(draft.since) > longestDays * DAY_MS;
  return {
    ...faults,
    ...(long && faults.since === undefined && faults.until === undefined ? { since: `At most ${String(longestDays)} days are looked at.` } : {}),
    ...(draft.authority.trim().length < LEAST_AUTHORITY ? { authority: "Say who allowed it, when, and under which reference." } : {}),
  };
}

export const wishOf = (draft: ConvoyDraft): ConvoyWish => ({
  plate: tidy(draft.plate), since: draft.since ?? "", until: draft.until ?? "", within_s: draft.within, authority: draft.authority.trim(), ...authorityOf(draft.why),
});

/** "shared 3 trips or more, at least 3 times as many as traffic explains" */
export const ruleWords = ({ together, ratio }: Pick<ConvoyRules, "together" | "ratio">): string =>
  `shared ${String(together)} trips or more, at least ${String(ratio)} times as many as traffic explains`;

const SMALL = 0.0001;
/** "1 in 40,000", or "less than 1 in 10,000,000" where it is too small to mean anything. */
export function chanceWords(p: number): string {
  if (p <= 1e-7) return "less than 1 in 10,000,000";
  const one = Math.round(1 / p);
  return `1 in ${(p < SMALL ? Number(one.toPrecision(2)) : one).toLocaleString("en-GB")}`;
}
