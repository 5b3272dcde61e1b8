/** What an import needs, and how it is told. Pure. */
import type { Import, ImportPreview, Mapping } from "@/api/platesTypes";
import { plural } from "@/ui/words";

export const FIELDS = [
  { key: "plate", label: "Plate", needed: true, meaning: "The plate, or a part with * and ?." },
  { key: "reason", label: "Reason", needed: false, meaning: "Left out: the list's own reason." },
  { key: "reference", label: "Reference", needed: false, meaning: "Crime, log or case number." },
  { key: "priority", label: "Priority", needed: false, meaning: "low, normal or high. Left out: the list's own." },
  { key: "expires_at", label: "Expires", needed: false, meaning: "After that it never alerts." },
  { key: "review_on", label: "Review on", needed: false, meaning: "When somebody checks that it is still right." },
] as const;

/** A mapping without what is left out. */
export const tidyMapping = (mapping: Mapping): Mapping => Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== ""));

/** What is wrong with a mapping, or null. */
export function mappingFault(mapping: Mapping): string | null {
  const chosen = Object.values(tidyMapping(mapping));
  if (!mapping["plate"]) return "Say which column holds the plate.";
  return new Set(chosen).size === chosen.length ? null : "One column is taken for two things.";
}

/** The first values of a column, to tell whether it is the right one. */
export const sampleOf = (upload: Pick<Import, "columns" | "sample">, column: string | undefined): string => {
  const index = upload.columns.indexOf(column ?? "");
  return index < 0 ? "" : upload.sample.slice(0, 3).map((row) => row[index] ?? "").filter(Boolean).join(", ");
};

const count = (value: number): string => value.toLocaleString("en-GB");
/** What will happen, in one sentence. */
export function previewWords(preview: ImportPreview, replace: boolean): string {
  const looked = preview.complete ? "" : `Of the first ${plural(preview.looked_at, "row")}: `;
  const parts = [`${count(preview.new)} new`, `${count(preview.changed)} changed`, `${count(preview.unchanged)} as they were`, ...(preview.duplicate > 0 ? [`${count(preview.duplicate)} twice in the file`] : []), `${count(preview.refused)} refused`];
  const gone = !replace ? "" : preview.gone === null ? " Entries that are not in the file are taken off." : ` ${plural(preview.gone, "entry", "entries")} that ${preview.gone === 1 ? "is" : "are"} not in the file ${preview.gone === 1 ? "is" : "are"} taken off.`;
  return `${looked}${parts.join(", ")}.${gone} Nothing has been changed yet.`;
}
