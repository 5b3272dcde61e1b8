import { useId, type ReactNode } from "react";

import classes from "./Panel.module.css";

/** A named block on a page. */
export function Panel({ title, actions, children, flush = false }: { title: string; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  const id = useId();
  return (
    <section className={classes["panel"]} aria-labelledby={id}>
      <div className={classes["head"]}>
        <h2 id={id} className={classes["title"]}>{title}</h2>
        {actions}
      </div>
      <div className={flush ? undefined : classes["body"]}>{children}</div>
    </section>
  );
}
