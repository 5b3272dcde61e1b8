import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState, type ReactNode } from "react";

import classes from "./DataTable.module.css";

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable. Empty values come last in either direction. */
  sortBy?: (row: Row) => string | number | null | undefined;
  width?: string;
  align?: "left" | "right";
  /** Left out on screens narrower than this. */
  from?: "sm" | "md" | "lg";
}
export interface Sorting { key: string; down: boolean }

interface TableProps<Row> {
  /** Read out as the table's name. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** A click anywhere in a row opens it. For the keyboard one cell has to hold a real link or button. */
  onOpen?: (row: Row) => void;
  selected?: string | null;
  initialSort?: Sorting;
  empty?: ReactNode;
  /** On a phone each row becomes a small card with its columns named, in place of a table that runs off the side. */
  stack?: boolean;
  /** Fill the parent and scroll inside; needed for long lists. */
  fill?: boolean;
}

const VIRTUAL_FROM = 200;
const ROW_HEIGHT = 40;
const compare = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" }).compare;

/** Sort a copy by one column; rows without a value go to the end whichever way it runs. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | null): readonly Row[] {
  const read = columns.find((column) => column.key === sorting?.key)?.sortBy;
  if (!sorting || !read) return rows;
  const sign = sorting.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [read(a), read(b)];
    const missing = (value: unknown) => value === null || value === undefined || value === "";
    if (missing(x) || missing(y)) return Number(missing(x)) - Number(missing(y));
    return sign * (typeof x === "number" && typeof y === "number" ? x - y : compare(String(x), String(y)));
  });
}

function HeaderCell<Row>({ column, sorting, onSort }: { column: Column<Row>; sorting: Sorting | null; onSort: (key: string) => void }) {
  const active = sorting?.key === column.key;
  const Arrow = active ? (sorting.down ? IconArrowDown : IconArrowUp) : IconArrowsSort;
  const order = active ? (sorting.down ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" role="columnheader" aria-sort={order} data-from={column.from} data-align={column.align} style={{ width: column.width }}>
      {column.sortBy ? (
        <UnstyledButton className={classes["sort"]} data-active={active || undefined} onClick={() => { onSort(column.key); }}>
          {column.header}
          <Arrow size={14} aria-hidden />
        </UnstyledButton>
      ) : column.header}
    </th>
  );
}

/** A dense table: sortable, and virtual above 200 rows. */
export function DataTable<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, onOpen, selected, initialSort, empty, fill = false, stack = false } = props;
  const [sorting, setSorting] = useState<Sorting | null>(initialSort ?? null);
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = sorted.length > VIRTUAL_FROM;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled or memoised around it
  const virtualizer = useVirtualizer({
    count: virtual ? sorted.length : 0, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 12,
  });
  const visible = virtual ? virtualizer.getVirtualItems() : null;
  const before = visible?.[0]?.start ?? 0;
  const after = virtual ? virtualizer.getTotalSize() - (visible?.at(-1)?.end ?? 0) : 0;
  const first = visible?.[0]?.index ?? 0;
  const shown = visible ? sorted.slice(first, first + visible.length) : sorted;
  const sort = (key: string) => { setSorting((was) => ({ key, down: was?.key === key ? !was.down : false })); };
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  return (
    <div ref={scroller} className={classes["scroller"]} data-fill={fill || virtual || undefined} tabIndex={0} role="region" aria-label={caption}>
      <table className={classes["table"]} data-stack={stack || undefined} role="table" aria-rowcount={virtual ? sorted.length + 1 : undefined}>
        <caption className="b-visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">{columns.map((column) => <HeaderCell key={column.key} column={column} sorting={sorting} onSort={sort} />)}</tr>
        </thead>
        <tbody role="rowgroup">
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {shown.map((row, offset) => {
            const key = rowKey(row);
            return (
              <tr key={key} role="row" ref={virtual ? virtualizer.measureElement : undefined} data-index={first + offset}
                data-selected={key === selected || undefined} data-open={onOpen ? true : undefined}
                onClick={onOpen ? (event) => { if (!isControl(event.target)) onOpen(row); } : undefined}>
                {columns.map((column) => (
                  <td key={column.key} role="cell" data-from={column.from} data-align={column.align} data-label={column.header}>{column.cell(row)}</td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest("a, button, input, select, label, summary") !== null;
