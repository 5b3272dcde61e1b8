/** How a wall is cut into tiles: squares of 1 to 25, and two with one large tile. Pure. */

export type ShapeName = "1" | "4" | "9" | "16" | "25" | "1+5" | "1+7";

export interface Cell {
  readonly column: number;
  readonly row: number;
  readonly span: number;
}

export interface Shape {
  readonly name: ShapeName;
  readonly label: string;
  readonly columns: number;
  readonly cells: readonly Cell[];
}

function square(name: ShapeName, side: number): Shape {
  const cells = Array.from({ length: side * side }, (_, index) => ({
    column: index % side, row: Math.floor(index / side), span: 1,
  }));
  return { name, label: side === 1 ? "1 tile" : `${String(side * side)} tiles`, columns: side, cells };
}

/** One large tile at the top left, small ones down its right side and along the bottom. */
function mixed(name: ShapeName, side: number): Shape {
  const large = side - 1;
  const right = Array.from({ length: large }, (_, row) => ({ column: large, row, span: 1 }));
  const bottom = Array.from({ length: side }, (_, column) => ({ column, row: large, span: 1 }));
  const cells = [{ column: 0, row: 0, span: large }, ...right, ...bottom];
  return { name, label: `1 large and ${String(cells.length - 1)} small tiles`, columns: side, cells };
}

export const SHAPES: readonly Shape[] = [
  square("1", 1), square("4", 2), square("9", 3), square("16", 4), square("25", 5), mixed("1+5", 3), mixed("1+7", 4),
];

export function shapeNamed(name: ShapeName): Shape {
  return SHAPES.find((one) => one.name === name) ?? square("4", 2);
}

/** The shape of a saved layout: columns and number of tiles tell it; a tour is always a square. */
export function shapeOf(columns: number, tiles: number, tour: boolean): Shape {
  const exact = SHAPES.find((one) => one.columns === columns && one.cells.length === tiles);
  const squares = SHAPES.find((one) => one.columns === columns && one.cells.length === columns * columns);
  return (tour ? squares : exact) ?? squares ?? SHAPES.find((one) => one.cells.length >= tiles) ?? shapeNamed("25");
}

export type Direction = "left" | "right" | "up" | "down";

const STEP: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1],
};

function middle(cell: Cell): readonly [number, number] {
  return [cell.column + cell.span / 2, cell.row + cell.span / 2];
}

/** The tile that lies next in a direction; at the edge, the same one. */
export function neighbour(shape: Shape, from: number, direction: Direction): number {
  const start = shape.cells[from];
  if (start === undefined) return 0;
  const [stepX, stepY] = STEP[direction];
  const [x, y] = middle(start);
  let best = from;
  let shortest = Number.POSITIVE_INFINITY;
  shape.cells.forEach((cell, index) => {
    const [cx, cy] = middle(cell);
    const along = (cx - x) * stepX + (cy - y) * stepY;
    if (index === from || along <= 0.01) return;
    const across = Math.abs((cx - x) * stepY) + Math.abs((cy - y) * stepX);
    const distance = along + across * 3;
    if (distance < shortest) {
      shortest = distance;
      best = index;
    }
  });
  return best;
}
