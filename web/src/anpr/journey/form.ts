/** What a journey needs before it is sent. Pure. */
import { hasWild, plateFault } from "../search/form";
import { authorityFaults, spanFaults, type Draft, type Faults } from "../ui/authority";

export interface JourneyDraft { plate: string; since: string | null; until: string | null; why: Draft }

/** `whole`: what is said where only a part of the plate is known. */
export function journeyFaults(draft: JourneyDraft, whole = "A journey is of one plate, known in full."): Faults<"plate" | "since" | "until" | keyof Draft> {
  const plate = hasWild(draft.plate) ? whole : plateFault(draft.plate, "exact");
  return { ...(plate === null ? {} : { plate }), ...spanFaults(draft), ...authorityFaults(draft.why) };
}
