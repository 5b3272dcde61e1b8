/** A plate's text in words and groups. Pure. */
import type { Tone } from "@/ui/cameraState";

/** Where people leave a gap, by the form of the plate. The text itself is kept without spaces. */
const FORMS: readonly (readonly [form: RegExp, before: (text: string) => number])[] = [
  [/^[A-Z]{2}\d{2}[A-Z]{3}$/, () => 4],
  [/^[A-Z]\d{1,3}[A-Z]{3}$/, (text) => text.length - 3],
  [/^[A-Z]{3}\d{1,3}[A-Z]$/, () => 3],
  [/^[A-Z]{1,3}\d{1,4}$/, (text) => text.search(/\d/)],
  [/^\d{1,4}[A-Z]{1,3}$/, (text) => text.search(/[A-Z]/)],
];

/** Index of the character before which the gap stands, or 0 for none. */
export function gapBefore(text: string): number {
  const form = FORMS.find(([shape]) => shape.test(text));
  return form ? form[1](text) : 0;
}

/** "LA51 ABC" */
export function grouped(text: string): string {
  const gap = gapBefore(text);
  return gap > 0 ? `${text.slice(0, gap)} ${text.slice(gap)}` : text;
}

const SAID: Record<string, string> = { "*": "any characters", "?": "any one character" };
/** "L A 5 1 A B C": letter by letter, as one reads a plate over the radio. */
export const spelled = (text: string): string => [...text].map((one) => SAID[one] ?? one).join(" ") || "no plate";

/** What may be typed or pasted as a plate: spaces and hyphens go, letters become capitals. */
export const tidy = (typed: string): string => typed.toUpperCase().replaceAll(/[\s\-.\u00b7]+/g, "");

export interface Sureness { label: string; tone: Tone }
/** A confidence in words; the number stands beside it. */
export function sureness(confidence: number): Sureness {
  if (confidence >= 0.95) return { label: "Sure", tone: "ok" };
  if (confidence >= 0.8) return { label: "Fairly sure", tone: "info" };
  return confidence >= 0.5 ? { label: "Unsure", tone: "warn" } : { label: "A guess", tone: "bad" };
}
/** Below this a character is marked under the plate. */
export const WEAK = 0.8;

/** "98 %". Never "100 %" for what is less than certain. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return `${String(whole === 100 && share < 1 ? 99 : whole === 0 && share > 0 ? 1 : whole)} %`;
}

/** "L 99 %, A 98 %, ...", or what stands in its place. */
export const characterWords = (text: string, characters: readonly number[]): string =>
  characters.length === text.length && text !== ""
    ? [...text].map((one, index) => `${one} ${percent(characters[index] ?? 0)}`).join(", ")
    : "The camera gives no confidence for single characters.";

const GRAMMARS: Record<string, string> = {
  "": "No known form", "gb.current": "UK, since 2001", "gb.prefix": "UK, 1983 to 2001", "gb.suffix": "UK, 1963 to 1983", "gb.dateless": "UK, without a date",
  "gb.northern-ireland": "Northern Ireland", "gb.q": "UK, Q plate", "gb.diplomatic": "UK, diplomatic", "gb.trade": "UK, trade plate", "gb.military": "UK, military",
};
const countries = new Intl.DisplayNames("en-GB", { type: "region", fallback: "code" });
/** The form that a plate fits: "gb.current" as people say it, others by their country. */
export function grammarWords(grammar: string): string {
  const known = GRAMMARS[grammar];
  if (known !== undefined) return known;
  const [country = "", form = ""] = grammar.split(".");
  const name = /^[a-z]{2}$/.test(country) ? countries.of(country.toUpperCase()) ?? country : country;
  return form === "" ? name : `${name}, ${form.replaceAll(/[-_]/g, " ")}`;
}

const DIRECTIONS: Record<string, string> = { towards: "Towards the camera", away: "Away from the camera", unknown: "Direction not known" };
export const directionWords = (direction: string): string => DIRECTIONS[direction] ?? direction;
