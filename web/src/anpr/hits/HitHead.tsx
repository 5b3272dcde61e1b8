import { IconEyeSearch, IconTargetArrow } from "@tabler/icons-react";

import type { Hit } from "@/api/platesTypes";

import { percent } from "../plate/text";
import classes from "./Hits.module.css";

/** What the head of a hit says: sure or only possible, in words, sign and shape. */
export function HitHead({ hit }: { hit: Pick<Hit, "exact" | "score"> }) {
  return (
    <p className={classes["headline"]} data-exact={hit.exact || undefined}>
      {hit.exact ? <IconTargetArrow size={20} aria-hidden /> : <IconEyeSearch size={20} aria-hidden />}
      {hit.exact ? <strong>Hit</strong> : <span><strong>Possible hit</strong> {percent(hit.score)}: compare the plate with your own eyes.</span>}
    </p>
  );
}
