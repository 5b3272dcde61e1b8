import { ActionIcon, NumberInput } from "@mantine/core";
import { IconArrowsMove, IconPlus, IconTrash, IconX } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";

import { plural } from "../words";
import classes from "./Areas.module.css";
import { covered, crossesItself, FEWEST_CORNERS, moveArea, moveCorner, percent, withCorner, withoutArea, withoutCorner, type Area, type Corner, type Spot } from "./shapes";
import { arrowOf } from "./steps";
import type { AreaWords, Bounds, Change } from "./terms";

interface ListProps extends Bounds {
  areas: readonly Area[];
  change: Change;
  settle: () => void;
  chosen: number | null;
  onChoose: (area: number | null) => void;
  words: AreaWords;
}

const SIDES = ["left", "top"] as const;

function CornerRow({ spot, corner, areas, change, settle, words, mostCorners }: Omit<ListProps, "chosen" | "onChoose" | "most"> & { spot: Spot; corner: Corner }) {
  const named = `corner ${String(spot.corner + 1)} of ${words.one.toLowerCase()} ${String(spot.area + 1)}`;
  const count = areas[spot.area]?.length ?? 0;
  const set = (side: number, value: number | string) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return;
    const [x, y] = side === 0 ? [value / 100, corner[1]] : [corner[0], value / 100];
    change(moveCorner(areas, spot, x, y), `number ${named} ${String(side)}`);
  };
  return (
    <tr>
      <th scope="row">{spot.corner + 1}</th>
      {SIDES.map((side, index) => (
        <td key={side}>
          <NumberInput size="xs" aria-label={`From the ${side}, ${named}, in %`} value={Math.round((corner[index] ?? 0) * 1000) / 10} min={0} max={100} step={1} decimalScale={1}
            clampBehavior="strict" hideControls onChange={(value) => { set(index, value); }} onBlur={settle} />
        </td>
      ))}
      <td className={classes["rowActions"]}>
        <ActionIcon variant="subtle" aria-label={`Add a corner after ${named}`} disabled={count >= mostCorners} onClick={() => { change(withCorner(areas, spot)); }}><IconPlus size={16} aria-hidden /></ActionIcon>
        <ActionIcon variant="subtle" aria-label={`Take ${named} away`} disabled={count <= FEWEST_CORNERS} onClick={() => { change(withoutCorner(areas, spot)); }}><IconX size={16} aria-hidden /></ActionIcon>
      </td>
    </tr>
  );
}

/** The same areas as numbers: everything that a pointer does to them can be typed here. */
export function AreaList(props: ListProps) {
  const { areas, change, settle, chosen, onChoose, words } = props;
  const push = (event: KeyboardEvent, index: number) => {
    const way = arrowOf(event);
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    change(moveArea(areas, index, way[0], way[1]), `push ${String(index)}`);
  };
  return (
    <ol className={classes["list"]}>
      {areas.map((area, index) => {
        const name = `${words.one} ${String(index + 1)}`;
        const open = index === chosen;
        return (
          <li key={index} data-chosen={open || undefined}>
            <div className={classes["head"]}>
              <button type="button" className={classes["name"]} aria-expanded={open} onClick={() => { onChoose(open ? null : index); }}>{name}</button>
              <span className="b-dim">{plural(area.length, "corner")}, {percent(covered([area]))}</span>
              <span className={classes["grow"]} />
              {open && (
                <ActionIcon variant="subtle" data-own-arrows aria-label={`Move ${name.toLowerCase()} with the arrow keys`} title="Focus this, then use the arrow keys" onKeyDown={(event) => { push(event, index); }} onBlur={settle}>
                  <IconArrowsMove size={17} aria-hidden />
                </ActionIcon>
              )}
              <ActionIcon variant="subtle" aria-label={`Delete ${name.toLowerCase()}`} onClick={() => { onChoose(null); change(withoutArea(areas, index)); }}><IconTrash size={17} aria-hidden /></ActionIcon>
            </div>
            {crossesItself(area) && <p className={classes["fault"]} role="status">Its sides cross, so a part of its middle lies outside. Move a corner.</p>}
            {open && (
              <table className={classes["corners"]}>
                <caption className="b-visually-hidden">Corners of {name.toLowerCase()}</caption>
                <thead><tr><th scope="col"><span className="b-visually-hidden">Corner</span></th><th scope="col">From the left, %</th><th scope="col">From the top, %</th><th scope="col"><span className="b-visually-hidden">Corners more or less</span></th></tr></thead>
                <tbody>{area.map((corner, at) => <CornerRow key={at} {...props} spot={{ area: index, corner: at }} corner={corner} />)}</tbody>
              </table>
            )}
          </li>
        );
      })}
    </ol>
  );
}
