/** What a search needs before it is sent. Pure. */
import type { SearchMode, SearchWish } from "@/api/platesTypes";

import { tidy } from "../plate/text";
import { authorityFaults, authorityOf, spanFaults, type Draft, type Faults } from "../ui/authority";
import { nearOf, type NearDraft } from "./near";

export type Where = "all" | "cameras" | "near";
export interface SearchDraft { plate: string; mode: SearchMode; since: string | null; until: string | null; where: Where; cameras: string[]; near: NearDraft; why: Draft }
export const PAGE = 100;
/** With fewer letters a search over half the town's traffic would hide behind a plate. */
export const LEAST_LETTERS = 2;

export const hasWild = (plate: string): boolean => /[*?]/.test(plate);

export function plateFault(typed: string, mode: SearchMode): string | null {
  const plate = tidy(typed);
  if (plate === "") return "Type the plate, or the part that is known.";
  if (!/^[A-Z0-9*?]+$/.test(plate)) return "A plate has letters and digits only; * and ? stand for what is not known.";
  if (hasWild(plate) && mode !== "partial") return "With * or ? in it, choose In part.";
  if (plate.replaceAll(/[*?]/g, "").length < LEAST_LETTERS) return `Give at least ${String(LEAST_LETTERS)} letters or digits.`;
  return null;
}

function whereFaults({ where, cameras, near }: SearchDraft): Faults<"cameras" | "near"> {
  if (where === "cameras" && cameras.length === 0) return { cameras: "Choose a camera, or search everywhere." };
  return where === "near" && near.place === null ? { near: "Choose the place to search around." } : {};
}

export type SearchFaults = Faults<"plate" | "since" | "until" | "cameras" | "near" | keyof Draft>;
export function faultsOf(draft: SearchDraft): SearchFaults {
  const plate = plateFault(draft.plate, draft.mode);
  return { ...(plate === null ? {} : { plate }), ...spanFaults(draft), ...whereFaults(draft), ...authorityFaults(draft.why) };
}

/** What is sent. `before`: the last read of the page before. */
export const wishOf = (draft: SearchDraft, before: string | null = null): SearchWish => ({
  plate: tidy(draft.plate), mode: draft.mode, since: draft.since ?? "", until: draft.until ?? "", camera_ids: draft.where === "cameras" ? draft.cameras : [],
  near: draft.where === "near" ? nearOf(draft.near) : null, limit: PAGE, before, ...authorityOf(draft.why),
});

export const MODES: Record<SearchMode, { label: string; meaning: string }> = {
  exact: { label: "Exactly", meaning: "The plate as it is typed, letter for letter." },
  partial: { label: "In part", meaning: "* stands for any characters or none, ? for exactly one: LA5?ABC, LA51*." },
  fuzzy: { label: "Look-alikes too", meaning: "Also plates with characters that look alike (O and 0, I and 1, B and 8) or one that differs. Each is only possible." },
};
