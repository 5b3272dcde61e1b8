import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

import classes from "./Page.module.css";

interface PageProps {
  title: string;
  /** One quiet line under the title: a count, a state, what the page is for. */
  lead?: ReactNode;
  /** Buttons on the right of the title. */
  actions?: ReactNode;
  /** Fill what the shell leaves, without padding: for walls, maps and timelines. */
  fill?: boolean;
  /** Keep the title for screen readers and the browser tab only. */
  bare?: boolean;
  children: ReactNode;
}

/** Every screen is one Page: it names the browser tab, carries the one h1, and lays out the rest. */
export function Page({ title, lead, actions, fill = false, bare = false, children }: PageProps) {
  useDocumentTitle(`${title} - Beadle`);
  return (
    <div className={classes["page"]} data-fill={fill || undefined}>
      <header className={bare ? "b-visually-hidden" : classes["head"]}>
        <div className={classes["words"]}>
          <h1 className={classes["title"]}>{title}</h1>
          {lead !== undefined && <p className={classes["lead"]}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes["actions"]}>{actions}</div>}
      </header>
      <div className={classes["body"]}>{children}</div>
    </div>
  );
}
