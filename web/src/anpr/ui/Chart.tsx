import { useMediaQuery } from "@mantine/hooks";
import { useId, type ReactNode } from "react";

import classes from "./Chart.module.css";

const [HIGH, LEFT, BOTTOM, TOP] = [240, 56, 26, 12];
/** Units across: fewer on a phone, so that letters keep their size. */
const ACROSS = { desk: 720, phone: 380 } as const;
const FEW_TICKS = 4;

/** A round number at or above the greatest value, and the steps up to it. */
export function ticksUpTo(greatest: number): number[] {
  if (greatest <= 0) return [0, 1];
  const rough = greatest / FEW_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10);
  return Array.from({ length: Math.ceil(greatest / step) + 1 }, (_, index) => index * step);
}

export interface Mark { label: string; shown?: string | undefined }
interface ChartProps {
  /** What it shows, in a sentence: the chart's name to a screen reader. */
  label: string;
  marks: readonly Mark[];
  greatest: number;
  /** How a value on the axis is written. */
  written: (value: number) => string;
  /** Draws the values: x of the middle of a mark, its width, and y of a value. */
  draw: (scale: { x: (index: number) => number; step: number; y: (value: number) => number }) => ReactNode;
  /** The same values as a table, for whoever does not see the drawing. */
  table: { head: readonly string[]; rows: readonly (readonly string[])[] };
}

/** Axes in the house style around whatever is drawn; the numbers are always there as a table too. */
export function Chart({ label, marks, greatest, written, draw, table }: ChartProps) {
  const id = useId();
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const across = narrow ? ACROSS.phone : ACROSS.desk;
  const named = marks.flatMap((mark, index) => (mark.shown === undefined ? [] : [index])).filter((_, position) => !narrow || position % 2 === 0);
  const ticks = ticksUpTo(greatest);
  const top = ticks.at(-1) ?? 1;
  const step = (across - LEFT - 4) / Math.max(1, marks.length);
  const y = (value: number) => TOP + (HIGH - TOP - BOTTOM) * (1 - Math.min(1, value / top));
  const x = (index: number) => LEFT + step * (index + 0.5);
  return (
    <figure className={classes["chart"]}>
      <svg viewBox={`0 0 ${String(across)} ${String(HIGH)}`} role="img" aria-labelledby={id} preserveAspectRatio="xMidYMid meet">
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={across} y1={y(tick)} y2={y(tick)} className={tick === 0 ? classes["base"] : classes["grid"]} />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end" className={classes["tick"]}>{written(tick)}</text>
          </g>
        ))}
        {draw({ x, step, y })}
        {named.map((index) => <text key={index} x={x(index)} y={HIGH - 8} textAnchor="middle" className={classes["tick"]}>{marks[index]?.shown}</text>)}
      </svg>
      <figcaption id={id} className="b-visually-hidden">{label}</figcaption>
      <details className={classes["numbers"]}>
        <summary>The numbers</summary>
        <div className={classes["scroller"]} tabIndex={0} role="region" aria-label={`${label}: the numbers`}>
          <table>
            <thead><tr>{table.head.map((one) => <th key={one} scope="col">{one}</th>)}</tr></thead>
            <tbody>{table.rows.map((row) => <tr key={row[0]}>{row.map((cell, index) => (index === 0 ? <th key={index} scope="row">{cell}</th> : <td key={index}>{cell}</td>))}</tr>)}</tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
