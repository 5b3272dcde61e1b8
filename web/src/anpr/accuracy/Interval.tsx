import type { CameraAccuracy } from "@/api/platesTypes";

import classes from "./Accuracy.module.css";
import { tenths } from "./words";

/** The bar begins here: where reads are wrong more often than not, the number says it. */
const FROM = 0.5;
const place = (share: number): number => (Math.max(0, share - FROM) / (1 - FROM)) * 100;

/** The range in which the true share lies, drawn and in words. */
export function Interval({ row }: { row: Pick<CameraAccuracy, "share" | "low" | "high"> }) {
  const { share, low, high } = row;
  if (share === null || low === null || high === null) return <span className="b-dim">Nothing checked yet</span>;
  return (
    <span className={classes["interval"]}>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden>
        <rect className={classes["track"]} x={0} y={5} width={100} height={2} />
        <rect className={classes["range"]} x={place(low)} y={2} width={Math.max(1, place(high) - place(low))} height={8} rx={1.5} />
        <rect className={classes["middle"]} x={place(share) - 0.6} y={0} width={1.2} height={12} />
      </svg>
      <span>{tenths(low)} to {tenths(high)}</span>
    </span>
  );
}
