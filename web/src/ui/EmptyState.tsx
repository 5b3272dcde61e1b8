import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import classes from "./EmptyState.module.css";

/** Nothing here: say why, and what to do next. */
export function EmptyState({ icon: Shape, title, children, action }: { icon?: Icon; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes["empty"]}>
      {Shape && <Shape size={32} stroke={1.4} aria-hidden />}
      <p className={classes["title"]}>{title}</p>
      {children !== undefined && <div className={classes["text"]}>{children}</div>}
      {action}
    </div>
  );
}
