import { Button, Group } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconPolygon, IconRectangle } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";

import { useShortcuts } from "../shortcuts";
import { plural } from "../words";
import { AreaCanvas } from "./AreaCanvas";
import { AreaList } from "./AreaList";
import classes from "./Areas.module.css";
import { again, back, NOTHING_YET, settled, stepped, type Past } from "./past";
import { covered, FEWEST_CORNERS, percent, startingArea, type Area } from "./shapes";
import type { AreaWords, Change } from "./terms";
import { useDrawing } from "./useDrawing";

export interface AreaEditorProps {
  areas: readonly Area[];
  onChange: (areas: Area[]) => void;
  /** What the areas lie on: an image that fills its box, or words where there is none. */
  picture: ReactNode;
  /** The picture's width by its height. */
  ratio?: number;
  words: AreaWords;
  /** So many areas at most, of so many corners. */
  most?: number;
  mostCorners?: number;
  /** Shown above the list. */
  children?: ReactNode;
}

type Steps = Past<readonly Area[]>;

/**
 * Draw areas on a picture, change and delete them: with a mouse, a finger, or keys and numbers alone. Every step can be taken back.
 * Knows nothing of what the areas are for.
 */
export function AreaEditor({ areas, onChange, picture, ratio = 16 / 9, words, most = 16, mostCorners = 32, children }: AreaEditorProps) {
  const [past, setPast] = useState<Steps>(NOTHING_YET);
  const [chosen, setChosen] = useState<number | null>(null);
  const [isDrawing, setIsDrawing] = useState(false);
  const change: Change = (next, gesture) => {
    setPast((was) => stepped(was, areas, gesture ?? null));
    onChange(next);
  };
  const settle = () => { setPast(settled); };
  const take = (step: [Steps, readonly Area[]] | null) => {
    if (!step) return;
    setPast(step[0]);
    setChosen((was) => (was !== null && was < step[1].length ? was : null));
    onChange([...step[1]]);
  };
  const undo = () => { take(back(past, areas)); };
  const redo = () => { take(again(past, areas)); };
  const add = (area: Area) => {
    change([...areas, area]);
    setChosen(areas.length);
  };
  const drawing = useDrawing(mostCorners, (area) => {
    setIsDrawing(false);
    if (area) add(area);
  });
  useShortcuts([
    { key: "mod+z", label: "Take the last step back", run: undo },
    { key: "mod+y", label: "Do it again", run: redo },
  ], "Areas");
  const full = areas.length >= most;
  const shared = { areas, change, settle, chosen, onChoose: setChosen, words, most, mostCorners };
  return (
    <div className={classes["editor"]}>
      <div>
        <Group gap="xs" mb="xs" role="toolbar" aria-label="Areas">
          {isDrawing ? (
            <>
              <Button size="compact-sm" disabled={drawing.corners < FEWEST_CORNERS} onClick={drawing.finish}>Finish</Button>
              <Button size="compact-sm" variant="default" disabled={drawing.corners === 0} onClick={drawing.takeBack}>Last corner away</Button>
              <Button size="compact-sm" variant="default" onClick={drawing.cancel}>Give up</Button>
            </>
          ) : (
            <>
              <Button size="compact-sm" variant="default" disabled={full} leftSection={<IconPolygon size={17} aria-hidden />} onClick={() => { setChosen(null); setIsDrawing(true); }}>Draw</Button>
              <Button size="compact-sm" variant="default" disabled={full} leftSection={<IconRectangle size={17} aria-hidden />} onClick={() => { add(startingArea(areas.length)); }}>Add a rectangle</Button>
              <Button size="compact-sm" variant="default" disabled={past.before.length === 0} leftSection={<IconArrowBackUp size={17} aria-hidden />} onClick={undo}>Undo</Button>
              <Button size="compact-sm" variant="default" disabled={past.after.length === 0} leftSection={<IconArrowForwardUp size={17} aria-hidden />} onClick={redo}>Redo</Button>
            </>
          )}
        </Group>
        <AreaCanvas {...shared} drawing={isDrawing ? drawing : null} picture={picture} ratio={ratio} />
        <p className={classes["hint"]}>
          {isDrawing ? "Click the corners one after another, then the first one again; or drag a rectangle."
            : "Choose an area to drag it, its corners, or the small dots between them. A corner in focus moves with the arrow keys, with Shift in larger steps; Delete takes it away."}
        </p>
      </div>
      <div>
        {children}
        <p className={classes["sum"]} role="status">{areas.length === 0 ? words.none : `${plural(areas.length, words.one.toLowerCase())}, together ${percent(covered(areas))} of the picture.`}{full && ` No more than ${plural(most, words.one.toLowerCase())} can be drawn.`}</p>
        {areas.length > 0 && <AreaList {...shared} />}
      </div>
    </div>
  );
}
