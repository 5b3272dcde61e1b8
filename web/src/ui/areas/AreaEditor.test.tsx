import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { renderApp } from "@/testing/render";

import { AreaEditor, type AreaEditorProps } from "./AreaEditor";
import { rectangle, type Area } from "./shapes";

const SQUARE = rectangle([0.2, 0.2], [0.4, 0.4]);
const TRIANGLE: Area = [[0.5, 0.5], [1, 0.5], [1, 1]];
const WORDS = { one: "Zone", none: "Nothing is drawn." };
let told: Area[];

function Held({ start, ...more }: { start: readonly Area[] } & Partial<AreaEditorProps>) {
  const [areas, setAreas] = useState<readonly Area[]>(start);
  return <AreaEditor picture={<i />} words={WORDS} {...more} areas={areas} onChange={(next) => { told = next; setAreas(next); }} />;
}
const show = (start: readonly Area[] = [], more: Partial<AreaEditorProps> = {}) => { told = [...start]; renderApp(<Held start={start} {...more} />); };
const canvas = () => screen.getByRole("group", { name: /picture|click the corners/i });
/** A pointer at so many hundredths of the picture. */
const to = (x: number, y: number) => ({ clientX: x * 10, clientY: y * 5, pointerId: 1, button: 0 });
const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));

beforeEach(() => {
  HTMLElement.prototype.setPointerCapture = vi.fn();
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 1000, 500));
});

describe("with a pointer", () => {
  it("draws a polygon by its corners and closes it at the first", async () => {
    show();
    expect(screen.getByRole("status")).toHaveTextContent("Nothing is drawn.");
    await press("Draw");
    expect(canvas()).toHaveFocus();
    for (const [x, y] of [[10, 10], [50, 10], [50, 60]] as const) {
      fireEvent.pointerDown(canvas(), to(x, y));
      fireEvent.pointerUp(canvas(), to(x, y));
    }
    expect(told).toEqual([]);
    fireEvent.pointerDown(canvas(), to(11, 10));
    fireEvent.pointerUp(canvas(), to(11, 10));
    expect(told).toEqual([[[0.1, 0.1], [0.5, 0.1], [0.5, 0.6]]]);
    expect(screen.getByRole("status")).toHaveTextContent(/1 zone, together 1[0-9] % of the picture/);
  });

  it("draws a rectangle by a drag, and nothing by a slip", async () => {
    show();
    await press("Draw");
    fireEvent.pointerDown(canvas(), to(60, 50));
    fireEvent.pointerMove(canvas(), to(30, 20));
    fireEvent.pointerUp(canvas(), to(30, 20));
    expect(told).toEqual([rectangle([0.3, 0.2], [0.6, 0.5])]);
    await press("Draw");
    fireEvent.pointerDown(canvas(), to(60, 50));
    fireEvent.pointerMove(canvas(), to(60.2, 90));
    fireEvent.pointerUp(canvas(), to(60.2, 90));
    expect(told).toHaveLength(1);
    fireEvent.keyDown(canvas(), { key: "Escape" });
    expect(screen.getByRole("button", { name: "Draw" })).toBeInTheDocument();
    expect(told).toHaveLength(1);
  });

  it("drags a corner, and one step back undoes the whole drag", async () => {
    show([SQUARE]);
    fireEvent.pointerDown(canvas(), to(30, 30));
    fireEvent.pointerUp(canvas(), to(30, 30));
    const corner = screen.getByRole("button", { name: "Corner 3 of zone 1: 40 % from the left, 40 % from the top" });
    fireEvent.pointerDown(corner, to(40, 40));
    for (const place of [50, 60, 70]) fireEvent.pointerMove(canvas(), to(place, place));
    fireEvent.pointerUp(canvas(), to(70, 70));
    expect(told[0]?.[2]).toEqual([0.7, 0.7]);
    fireEvent.pointerMove(canvas(), to(90, 90));
    expect(told[0]?.[2]).toEqual([0.7, 0.7]);
    await press("Undo");
    expect(told).toEqual([SQUARE]);
    await press("Redo");
    expect(told[0]?.[2]).toEqual([0.7, 0.7]);
  });

  it("drags a whole area, the one on top where two lie on one another", () => {
    show([rectangle([0, 0], [1, 1]), SQUARE]);
    fireEvent.pointerDown(canvas(), to(30, 30));
    fireEvent.pointerMove(canvas(), to(40, 30));
    fireEvent.pointerUp(canvas(), to(40, 30));
    expect(told).toEqual([rectangle([0, 0], [1, 1]), rectangle([0.3, 0.2], [0.5, 0.4])]);
  });

  it("takes no notice of another button than the first", () => {
    show([SQUARE]);
    fireEvent.pointerDown(canvas(), { ...to(30, 30), button: 2 });
    fireEvent.pointerMove(canvas(), to(90, 90));
    expect(told).toEqual([SQUARE]);
  });
});

describe("with keys and numbers alone", () => {
  it("adds a rectangle, and moves, adds and deletes its corners", async () => {
    show();
    await press("Add a rectangle");
    screen.getByRole("button", { name: /^Corner 1 of zone 1/ }).focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowUp}{Shift>}{ArrowUp}{/Shift}");
    expect(told[0]?.[0]).toEqual([0.19, 0.14]);
    await press("Add a corner after corner 1 of zone 1");
    expect(told[0]).toHaveLength(5);
    await press("Take corner 2 of zone 1 away");
    screen.getByRole("button", { name: /^Corner 4 of zone 1/ }).focus();
    await userEvent.keyboard("{Delete}");
    expect(told[0]).toHaveLength(3);
    expect(screen.getByRole("button", { name: "Take corner 1 of zone 1 away" })).toBeDisabled();
  });

  it("takes numbers for corners", async () => {
    show([SQUARE]);
    await press("Zone 1");
    const table = screen.getByRole("table", { name: "Corners of zone 1" });
    const box = within(table).getByRole("textbox", { name: "From the top, corner 2 of zone 1, in %" });
    await userEvent.clear(box);
    await userEvent.type(box, "12.5");
    expect(told[0]?.[1]).toEqual([0.4, 0.125]);
    await press("Undo");
    expect(told).toEqual([SQUARE]);
  });

  it("pushes a whole area with the arrow keys, and takes that back at once", async () => {
    show([SQUARE, TRIANGLE]);
    await press("Zone 1");
    screen.getByRole("button", { name: "Move zone 1 with the arrow keys" }).focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowDown}");
    expect(told[0]?.[0]).toEqual([0.22, 0.21]);
    expect(told[1]).toEqual(TRIANGLE);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(told).toEqual([SQUARE, TRIANGLE]);
  });

  it("deletes an area, and brings it back", async () => {
    show([SQUARE, TRIANGLE]);
    await press("Delete zone 1");
    expect(told).toEqual([TRIANGLE]);
    await userEvent.keyboard("{Control>}z{/Control}");
    expect(told).toEqual([SQUARE, TRIANGLE]);
    await userEvent.keyboard("{Control>}y{/Control}");
    expect(told).toEqual([TRIANGLE]);
  });
});

describe("what it says", () => {
  it("warns of sides that cross", () => {
    show([[[0, 0], [1, 1], [1, 0], [0, 1]]]);
    expect(screen.getByText(/Its sides cross/)).toBeInTheDocument();
  });

  it("stops at the most areas and the most corners", async () => {
    show([TRIANGLE], { most: 1, mostCorners: 3 });
    expect(screen.getByRole("button", { name: "Draw" })).toBeDisabled();
    expect(screen.getByText(/No more than 1 zone can be drawn/)).toBeInTheDocument();
    await press("Zone 1");
    expect(screen.getByRole("button", { name: "Add a corner after corner 1 of zone 1" })).toBeDisabled();
  });
});
