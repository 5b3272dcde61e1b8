import { IconTableOff } from "@tabler/icons-react";

import { useOriginDestination } from "@/api/plates";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Panel";

import { tableOf } from "./flows";
import type { Span } from "./spans";
import classes from "./Traffic.module.css";

/** From where to where, between sites. Small numbers could point at one person: they are not shown. */
export function OdPanel({ span }: { span: Span }) {
  const query = useOriginDestination(span);
  const { sites, countOf } = tableOf(query.data?.cells ?? []);
  const few = query.data?.suppressed_below ?? 5;
  const written = (count: number | null | undefined): string => (count === undefined ? "\u2013" : count === null ? `fewer than ${String(few)}` : count.toLocaleString("en-GB"));
  return (
    <Panel title="From where to where">
      {query.isError ? <ErrorNote error={query.error} what="The counts were not read" retry={() => { void query.refetch(); }} />
        : sites.length === 0 ? <EmptyState icon={IconTableOff} title={query.isPending ? "Counting" : "Nothing was counted in this time"} /> : (
          <>
            <div className={classes["scroller"]} tabIndex={0} role="region" aria-label="Passes between sites">
              <table className={classes["od"]}>
                <thead><tr><th scope="col">From, down; to, across</th>{sites.map((site) => <th key={site} scope="col">{site}</th>)}</tr></thead>
                <tbody>{sites.map((from) => <tr key={from}><th scope="row">{from}</th>{sites.map((to) => <td key={to} data-few={countOf(from, to) === null || undefined}>{written(countOf(from, to))}</td>)}</tr>)}</tbody>
              </table>
            </div>
            <p className={classes["note"]}>Passes at one site that were followed by one at another. Counts below {few} are not shown, because they could point at one person. No plate is in these figures.</p>
          </>
        )}
    </Panel>
  );
}
