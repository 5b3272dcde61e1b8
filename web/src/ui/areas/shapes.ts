/** Areas of a picture as polygons, and what may be done to them. Pure: no React, no pixels. */

/** From the left and from the top, each as a share of the picture's width and height: 0 to 1. */
export type Corner = readonly [number, number];
/** The corners of one polygon, in order; at least three. What lies inside is told by the even-odd rule. */
export type Area = readonly Corner[];
/** One corner of one area. */
export interface Spot { readonly area: number; readonly corner: number }

export const FEWEST_CORNERS = 3;
const TENTHS_OF_A_MILLE = 10_000;

/** Within the picture, and no finer than anybody can point. */
export const inside = (share: number): number =>
  Math.round(Math.min(1, Math.max(0, share)) * TENTHS_OF_A_MILLE) / TENTHS_OF_A_MILLE;
export const cornerAt = (x: number, y: number): Corner => [inside(x), inside(y)];

const replaced = (areas: readonly Area[], index: number, area: Area): Area[] =>
  areas.map((one, position) => (position === index ? area : one));

export function moveCorner(areas: readonly Area[], spot: Spot, x: number, y: number): Area[] {
  const area = areas[spot.area];
  if (!area) return [...areas];
  return replaced(areas, spot.area, area.map((corner, index) => (index === spot.corner ? cornerAt(x, y) : corner)));
}

/** Push a whole area; it keeps its shape and stays in the picture. */
export function moveArea(areas: readonly Area[], index: number, right: number, down: number): Area[] {
  const area = areas[index];
  if (!area) return [...areas];
  const { left, top, width, height } = boxOf(area);
  const [x, y] = [Math.min(1 - left - width, Math.max(-left, right)), Math.min(1 - top - height, Math.max(-top, down))];
  return replaced(areas, index, area.map((corner) => cornerAt(corner[0] + x, corner[1] + y)));
}

export interface Box { left: number; top: number; width: number; height: number }
export function boxOf(area: Area): Box {
  const [xs, ys] = [area.map((corner) => corner[0]), area.map((corner) => corner[1])];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** The middle of the side that begins at a corner. */
export function middleOf(area: Area, side: number): Corner {
  const [a, b] = [area[side], area[(side + 1) % area.length]];
  return a && b ? cornerAt((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) : [0.5, 0.5];
}

/** One corner more, in the middle of the side that begins at `spot`. */
export function withCorner(areas: readonly Area[], spot: Spot): Area[] {
  const area = areas[spot.area];
  if (!area) return [...areas];
  return replaced(areas, spot.area, [...area.slice(0, spot.corner + 1), middleOf(area, spot.corner), ...area.slice(spot.corner + 1)]);
}

/** One corner less; the last three stay, for two corners hold no area. */
export function withoutCorner(areas: readonly Area[], spot: Spot): Area[] {
  const area = areas[spot.area];
  if (!area || area.length <= FEWEST_CORNERS) return [...areas];
  return replaced(areas, spot.area, area.filter((_, index) => index !== spot.corner));
}

export const withoutArea = (areas: readonly Area[], index: number): Area[] => areas.filter((_, position) => position !== index);

/** A rectangle between two opposite corners. */
export const rectangle = (one: Corner, other: Corner): Area => {
  const [left, right] = [Math.min(one[0], other[0]), Math.max(one[0], other[0])];
  const [top, bottom] = [Math.min(one[1], other[1]), Math.max(one[1], other[1])];
  return [cornerAt(left, top), cornerAt(right, top), cornerAt(right, bottom), cornerAt(left, bottom)];
};

/** Where a new rectangle is put: near the middle, each a little beside those that are there. */
export function startingArea(already: number): Area {
  const aside = (already % 5) * 0.06;
  return rectangle([0.2 + aside, 0.2 + aside], [0.5 + aside, 0.5 + aside]);
}

/** Whether an area is large enough to mean anything: a slip of the hand is not. */
export function hasExtent(area: Area): boolean {
  const { width, height } = boxOf(area);
  return area.length >= FEWEST_CORNERS && width >= 0.01 && height >= 0.01;
}

/** Whether a point lies in an area, by the even-odd rule. */
export function contains(area: Area, [x, y]: Corner): boolean {
  let within = false;
  area.forEach(([ax, ay], index) => {
    const [bx, by] = area[(index + 1) % area.length] ?? [0, 0];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  });
  return within;
}

const ACROSS = 128;
const DOWN = 72;
/** Share of the picture that all areas cover together, 0 to 1, to about a hundredth. */
export function covered(areas: readonly Area[]): number {
  let count = 0;
  for (let row = 0; row < DOWN; row += 1) {
    for (let column = 0; column < ACROSS; column += 1) {
      const point: Corner = [(column + 0.5) / ACROSS, (row + 0.5) / DOWN];
      if (areas.some((area) => contains(area, point))) count += 1;
    }
  }
  return count / (ACROSS * DOWN);
}

const turn = (a: Corner, b: Corner, c: Corner): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
const cross = (a: Corner, b: Corner, c: Corner, d: Corner): boolean => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
/** Whether two sides cross: then a part in the middle may lie outside, which nobody means. */
export function crossesItself(area: Area): boolean {
  const sides = area.map((corner, index) => [corner, area[(index + 1) % area.length] ?? corner] as const);
  return sides.some(([a, b], first) => sides.some(([c, d], second) => second > first + 1 && cross(a, b, c, d)));
}

/** "24 %": a share as people read it. */
export const percent = (share: number): string => `${String(Math.round(share * 100))} %`;
