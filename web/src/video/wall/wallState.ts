/** What hangs on the wall, and what each act does to it. Pure: a reducer. */

import type { Camera, Layout } from "@/api/types";

import { neighbour, shapeNamed, SHAPES, shapeOf, type Direction, type ShapeName } from "./shapes";

export interface WallState {
  readonly shape: ShapeName;
  /** Camera id of each tile, null where it is empty; as many as the shape has tiles. */
  readonly tiles: readonly (string | null)[];
  readonly selected: number;
  /** The tile shown alone, or null. */
  readonly enlarged: number | null;
  /** Tiles that replay the last seconds instead of showing live. */
  readonly replays: readonly number[];
  /** The tile that the last call filled: the next call goes to the one behind it. */
  readonly called: number | null;
}

export type WallAct =
  | { readonly type: "shape"; readonly shape: ShapeName }
  | { readonly type: "select"; readonly index: number }
  | { readonly type: "move"; readonly direction: Direction }
  | { readonly type: "call"; readonly camera: string }
  | { readonly type: "put"; readonly index: number; readonly camera: string }
  | { readonly type: "swap"; readonly from: number; readonly to: number }
  | { readonly type: "carry"; readonly direction: Direction }
  | { readonly type: "remove"; readonly index: number }
  | { readonly type: "enlarge"; readonly index: number | null }
  | { readonly type: "replay"; readonly index: number; readonly on: boolean }
  | { readonly type: "fill"; readonly shape: ShapeName; readonly cameras: readonly (string | null)[] };

export function emptyWall(shape: ShapeName): WallState {
  return { shape, tiles: shapeNamed(shape).cells.map(() => null), selected: 0, enlarged: null, replays: [], called: null };
}

function resized(state: WallState, shape: ShapeName, cameras: readonly (string | null)[]): WallState {
  const tiles = shapeNamed(shape).cells.map((_, index) => cameras[index] ?? null);
  const selected = Math.min(state.selected, tiles.length - 1);
  return { shape, tiles, selected, enlarged: null, replays: [], called: null };
}

function withTile(state: WallState, index: number, camera: string | null): WallState {
  const tiles = state.tiles.map((old, at) => (at === index ? camera : old === camera ? null : old));
  return { ...state, tiles, replays: state.replays.filter((one) => one !== index) };
}

function called(state: WallState, camera: string): WallState {
  const shown = state.tiles.indexOf(camera);
  if (shown >= 0) return { ...state, selected: shown, called: shown, enlarged: state.enlarged === null ? null : shown };
  const again = state.called === state.selected && state.enlarged === null;
  const index = again ? (state.selected + 1) % state.tiles.length : state.selected;
  return { ...withTile(state, index, camera), selected: index, called: index };
}

function swapped(state: WallState, from: number, to: number): WallState {
  const tiles = [...state.tiles];
  [tiles[from], tiles[to]] = [tiles[to] ?? null, tiles[from] ?? null];
  return { ...state, tiles, selected: to, called: null, replays: state.replays.filter((one) => one !== from && one !== to) };
}

function selected(state: WallState, index: number): WallState {
  const enlarged = state.enlarged === null ? null : index;
  return { ...state, selected: index, enlarged, called: null };
}

type Acts = { readonly [Type in WallAct["type"]]: (state: WallState, act: Extract<WallAct, { type: Type }>) => WallState };

const ACTS: Acts = {
  shape: (state, { shape }) => resized(state, shape, state.tiles.some((one) => one !== null) ? compact(state, shape) : []),
  select: (state, { index }) => (index === state.selected ? state : selected(state, index)),
  move: (state, { direction }) => selected(state, neighbour(shapeNamed(state.shape), state.selected, direction)),
  call: (state, { camera }) => called(state, camera),
  put: (state, { index, camera }) => ({ ...withTile(state, index, camera), selected: index, called: null }),
  swap: (state, { from, to }) => (from === to ? state : swapped(state, from, to)),
  carry: (state, { direction }) => {
    const to = neighbour(shapeNamed(state.shape), state.selected, direction);
    return to === state.selected ? state : swapped(state, state.selected, to);
  },
  remove: (state, { index }) => ({ ...withTile(state, index, null), enlarged: null, called: null }),
  enlarge: (state, { index }) => ({ ...state, enlarged: index, selected: index ?? state.selected, called: null }),
  replay: (state, { index, on }) => {
    const others = state.replays.filter((one) => one !== index);
    return { ...state, replays: on ? [...others, index] : others };
  },
  fill: (state, { shape, cameras }) => resized(state, shape, cameras),
};

/** A smaller wall keeps the cameras, not the holes between them; the selected one stays on it. */
function compact(state: WallState, shape: ShapeName): readonly (string | null)[] {
  const room = shapeNamed(shape).cells.length;
  if (room >= state.tiles.length) return state.tiles;
  const chosen = state.tiles[state.selected] ?? null;
  if (room === 1) return [chosen ?? state.tiles.find((one) => one !== null) ?? null];
  const cameras = state.tiles.filter((one) => one !== null);
  const kept = cameras.slice(0, room);
  return chosen === null || kept.includes(chosen) ? kept : [...kept.slice(0, -1), chosen];
}

export function wallReducer(state: WallState, act: WallAct): WallState {
  // The map above has exactly one function for each type; TypeScript cannot see that act and function belong together.
  const run = ACTS[act.type] as (state: WallState, act: WallAct) => WallState;
  return run(state, act);
}

/** The act that hangs a saved layout on the wall. */
export function layoutAct(layout: Pick<Layout, "columns" | "tiles" | "tour_seconds">): WallAct {
  const shape = shapeOf(layout.columns, layout.tiles.length, layout.tour_seconds !== null);
  return { type: "fill", shape: shape.name, cameras: layout.tiles };
}

/**
 * What hangs on a first visit: the cameras asked for in the address; else the first shared layout;
 * else every camera that is switched on, in the order of their numbers, on a wall that fits them.
 */
export function firstWall(cameras: readonly Camera[], layouts: readonly Layout[], asked: readonly string[]): WallAct {
  const shared = layouts.find((one) => one.shared && one.tiles.some((tile) => tile !== null));
  if (asked.length === 0 && shared !== undefined) return layoutAct(shared);
  const ids = asked.length > 0 ? asked : cameras.filter((one) => one.enabled).map((one) => one.id);
  const fitting = SHAPES.find((one) => !one.name.includes("+") && one.cells.length >= ids.length);
  return { type: "fill", shape: fitting?.name ?? "25", cameras: ids };
}

const STORE = "beadle.wall";

/** What hung here last time, or null. Each window has its own. */
export function readWall(window: string): WallState | null {
  try {
    const raw: unknown = JSON.parse(localStorage.getItem(`${STORE}.${window}`) ?? "null");
    if (typeof raw !== "object" || raw === null || !("shape" in raw) || !("tiles" in raw)) return null;
    const { shape, tiles } = raw;
    if (!Array.isArray(tiles) || typeof shape !== "string") return null;
    const name = shapeNamed(shape as ShapeName).name;
    const ids = tiles.map((one: unknown) => (typeof one === "string" ? one : null));
    return resized(emptyWall(name), name, ids);
  } catch {
    return null;
  }
}

export function keepWall(window: string, { shape, tiles }: WallState): void {
  try {
    localStorage.setItem(`${STORE}.${window}`, JSON.stringify({ shape, tiles }));
  } catch {
    // A private window may refuse: the wall then starts anew next time.
  }
}
