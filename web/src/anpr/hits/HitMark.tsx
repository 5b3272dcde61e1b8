import { IconEyeSearch, IconTargetArrow } from "@tabler/icons-react";

import type { ReadHit } from "@/api/platesTypes";

import classes from "./Hits.module.css";

/** A read that fits a hotlist: what is sure and what is only possible have another word, sign and shape. */
export function HitMark({ hit }: { hit: Pick<ReadHit, "exact" | "list"> }) {
  return (
    <span className={classes["mark"]} data-exact={hit.exact || undefined} title={hit.list}>
      {hit.exact ? <IconTargetArrow size={15} aria-hidden /> : <IconEyeSearch size={15} aria-hidden />}
      {hit.exact ? "Hit" : "Possible hit"}
    </span>
  );
}
