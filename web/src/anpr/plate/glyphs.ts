/**
 * Letters and digits of a plate as strokes, in the proportions of UK plates: 50 wide, 79 high, stroke 14, gap 11.
 * Drawn here and not taken from a font, so that every desk shows the same shapes: a slashless O beside a 0 that is
 * narrower at the shoulder, an I with serifs beside a plain 1. The pen runs through the middle of the stroke.
 */
export const GLYPH = { width: 50, height: 79, stroke: 13, gap: 11, group: 30 } as const;

/** Middle of the pen at the left, right, top and bottom edge, and half way. */
const [L, R, T, B, M] = [6.5, 43.5, 6.5, 72.5, 39];
const bowl = 16;

const STROKES: Record<string, string> = {
  A: `M3 90L25 5L47 90M14 55H36`,
  B: `M${L} ${T}H28A${bowl} ${bowl} 0 0 1 28 ${M - 1}H${L}M28 ${M - 1}A${bowl} ${bowl + 0.75} 0 0 1 28 ${B}H${L}V0`,
  C: `M${R} 27V24A18.5 17.5 0 0 0 ${L} 24V55A18.5 17.5 0 0 0 ${R} 55V52`,
  D: `M${L} 0V${B}H25A18.5 18.5 0 0 0 ${R} 54V25A18.5 18.5 0 0 0 25 ${T}H${L}`,
  E: `M50 ${T}H${L}V${B}H50M${L} ${M}H42`,
  F: `M50 ${T}H${L}V79M${L} ${M}H42`,
  G: `M${R} 27V24A18.5 17.5 0 0 0 ${L} 24V55A18.5 17.5 0 0 0 ${R} 55V43H26`,
  H: `M${L} 0V79M${R} 0V79M${L} ${M}H${R}`,
  I: `M25 0V79M10 ${T}H40M10 ${B}H40`,
  J: `M${R} 0V54A18 18 0 0 1 ${L} 54V50`,
  K: `M${L} 0V79M47 -6L${L + 4} 45M21 32L49 88`,
  L: `M${L} 0V${B}H48`,
  M: `M${L} 79V0M${R} 0V79M4 -8L25 40L46 -8`,
  N: `M${L} 0V79M${R} 0V79M3 -8L47 87`,
  O: `M25 ${T}A18.5 18 0 0 1 ${R} 24.5V54.5A18.5 18 0 0 1 ${L} 54.5V24.5A18.5 18 0 0 1 25 ${T}Z`,
  P: `M${L} 79V${T}H27A16.5 17.5 0 0 1 27 41.5H${L}`,
  Q: `M25 ${T}A18.5 18 0 0 1 ${R} 24.5V54.5A18.5 18 0 0 1 ${L} 54.5V24.5A18.5 18 0 0 1 25 ${T}ZM26 50L48 82`,
  R: `M${L} 79V${T}H27A16.5 16.5 0 0 1 27 39.5H${L}M26 40L46 88`,
  S: `M${R} 25A18.5 18.5 0 0 0 ${L} 25C${L} 35 14 37 25 39.5S${R} 45 ${R} 54A18.5 18.5 0 0 1 ${L} 54`,
  T: `M25 79V${T}M0 ${T}H50`,
  U: `M${L} 0V54A18.5 18.5 0 0 0 ${R} 54V0`,
  V: `M4 -10L25 74L46 -10`,
  W: `M4 -6L14 76L25 26L36 76L46 -6`,
  X: `M3 -8L47 87M47 -8L3 87`,
  Y: `M3 -8L25 42L47 -8M25 38V79`,
  Z: `M3 ${T}H42L8 ${B}H48`,
  0: `M25 ${T}A16.5 20 0 0 1 41.5 26.5V52.5A16.5 20 0 0 1 8.5 52.5V26.5A16.5 20 0 0 1 25 ${T}Z`,
  1: `M14 14L27 6V79`,
  2: `M${L} 24A18.5 17.5 0 0 1 ${R} 24C${R} 38 12 54 9 ${B}H48`,
  3: `M${L} 22A18 15.5 0 0 1 42 22A15 15.5 0 0 1 26 38H20M26 38A17.5 17 0 0 1 ${R} 55A18.5 17.5 0 0 1 ${L} 56`,
  4: `M34 79V4M36 -2L7 56H50`,
  5: `M45 ${T}H13L11 37C26 26 ${R} 33 ${R} 52A18.5 20 0 0 1 ${L} 56`,
  6: `M${R} 22A18.5 16 0 0 0 ${L} 25V53A18.5 19.5 0 0 0 ${R} 53A18.5 17.5 0 0 0 ${L} 53`,
  7: `M2 ${T}H42L17 88`,
  8: `M25 ${T}A15.5 15.5 0 0 1 25 37.5A15.5 15.5 0 0 1 25 ${T}ZM25 37.5A18 17.5 0 0 1 25 ${B}A18 17.5 0 0 1 25 37.5Z`,
  9: `M${L} 57A18.5 16 0 0 0 ${R} 54V26A18.5 19.5 0 0 0 ${L} 26A18.5 17.5 0 0 0 ${R} 26`,
  "*": `M25 20V59M8 30L42 49M42 30L8 49`,
  "?": `M9 22A16 15.5 0 0 1 41 22C41 34 25 36 25 52M25 66V79`,
};
/** For what a plate cannot hold: an empty box, as where a character was not made out. */
const UNKNOWN = `M${L} ${T}H${R}V${B}H${L}Z`;

/** Strokes that lie close together are drawn with a finer pen. */
const FINE: Record<string, number> = { W: 10, M: 11.5, "*": 8 };
export const penOf = (character: string): number => FINE[character] ?? GLYPH.stroke;
export const strokeOf = (character: string): string => STROKES[character] ?? UNKNOWN;
