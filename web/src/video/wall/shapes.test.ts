import { describe, expect, it } from "vitest";

import { neighbour, shapeNamed, shapeOf, SHAPES } from "./shapes";

describe("shapes", () => {
  it("fill their square without overlap", () => {
    for (const shape of SHAPES) {
      const taken = new Set<string>();
      for (const { column, row, span } of shape.cells) {
        for (let x = column; x < column + span; x += 1) for (let y = row; y < row + span; y += 1) taken.add(`${String(x)}.${String(y)}`);
      }
      expect(taken.size).toBe(shape.columns ** 2);
    }
  });
  it("have the tiles that their names say", () => {
    expect(SHAPES.map((one) => one.cells.length)).toEqual([1, 4, 9, 16, 25, 6, 8]);
  });
  it("are known again from a saved layout", () => {
    expect(shapeOf(3, 9, false).name).toBe("9");
    expect(shapeOf(3, 6, false).name).toBe("1+5");
    expect(shapeOf(4, 8, false).name).toBe("1+7");
    expect(shapeOf(2, 12, true).name).toBe("4");
    expect(shapeOf(3, 6, true).name).toBe("9");
    expect(shapeOf(7, 12, false).name).toBe("16");
  });
  it("know which tile lies next", () => {
    const nine = shapeNamed("9");
    expect(neighbour(nine, 4, "left")).toBe(3);
    expect(neighbour(nine, 4, "down")).toBe(7);
    expect(neighbour(nine, 0, "up")).toBe(0);
    const mixed = shapeNamed("1+5");
    expect(mixed.cells[neighbour(mixed, 0, "right")]?.column).toBe(2);
    expect(neighbour(mixed, neighbour(mixed, 0, "right"), "left")).toBe(0);
    expect(neighbour(nine, 99, "left")).toBe(0);
  });
});
