import type { ReactNode } from "react";

import classes from "./Facts.module.css";

export interface Fact { label: string; value: ReactNode }

/** Labelled values in a quiet grid. Empty ones say so instead of leaving a hole. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes["facts"]}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === undefined || value === "" ? <span className="b-dim">not given</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
