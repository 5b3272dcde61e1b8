import { memo } from "react";

import { GLYPH, penOf, strokeOf } from "./glyphs";
import classes from "./Plate.module.css";
import { gapBefore, spelled, WEAK } from "./text";

interface PlateProps {
  text: string;
  /** Which way the vehicle drove: a front plate is white, a rear plate yellow. */
  direction?: string;
  size?: "xs" | "sm" | "md" | "lg" | "xl";
  /** A confidence for each character: weak ones are marked below. */
  characters?: readonly number[] | undefined;
  /** Indexes of characters to point out, for comparing two texts. */
  marked?: readonly number[] | undefined;
  /** Not yet final: drawn with a broken edge. The word stands elsewhere. */
  provisional?: boolean;
}

const PAD = 13;
/** Room before the first character and after the last. */
const SIDE = 20;
/** As high as a plate is around its characters; the marks for weak characters stand in the lower margin. */
const HIGH = GLYPH.height + 2 * PAD;

/** Where each character begins, and how wide the plate is. */
function layout(text: string): { at: number[]; width: number } {
  const gap = gapBefore(text);
  const at: number[] = [];
  let x = SIDE;
  for (let index = 0; index < text.length; index += 1) {
    if (index > 0) x += index === gap ? GLYPH.group : GLYPH.gap;
    at.push(x);
    x += GLYPH.width;
  }
  return { at, width: Math.max(x, SIDE + GLYPH.width) + SIDE };
}

/** A number plate, drawn as one. Read out letter by letter; copied as plain text. */
export const Plate = memo(function Plate({ text, direction = "", size = "md", characters, marked, provisional = false }: PlateProps) {
  const { at, width } = layout(text);
  const known = characters?.length === text.length ? characters : undefined;
  return (
    <span className={classes["plate"]} data-size={size} data-rear={direction === "away" || undefined} data-provisional={provisional || undefined}>
      <svg viewBox={`0 0 ${String(width)} ${String(HIGH)}`} role="img" aria-label={spelled(text)} focusable="false">
        {[...text].map((character, index) => (
          <g key={index} transform={`translate(${String(at[index])} ${String(PAD)})`}>
            {marked?.includes(index) && <rect className={classes["mark"]} x={-4.5} y={-8} width={GLYPH.width + 9} height={GLYPH.height + 16} rx={5} />}
            <svg width={GLYPH.width} height={GLYPH.height}><path className={classes["glyph"]} d={strokeOf(character)} strokeWidth={penOf(character)} /></svg>
            {known && (known[index] ?? 1) < WEAK && <path className={classes["weak"]} d={`M2 ${String(GLYPH.height + 8)}H${String(GLYPH.width - 2)}`} />}
          </g>
        ))}
      </svg>
      <span className={classes["copy"]} aria-hidden>{text}</span>
    </span>
  );
});
