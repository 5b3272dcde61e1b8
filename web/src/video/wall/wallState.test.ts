import { beforeEach, describe, expect, it } from "vitest";

import { camera } from "@/testing/town";

import { emptyWall, firstWall, keepWall, layoutAct, readWall, wallReducer, type WallAct, type WallState } from "./wallState";

const run = (acts: WallAct[], from: WallState = emptyWall("4")): WallState => acts.reduce(wallReducer, from);
const call = (id: string): WallAct => ({ type: "call", camera: id });

describe("calling cameras", () => {
  it("fills the selected tile, then the ones behind it", () => {
    expect(run([call("a"), call("b"), call("c")]).tiles).toEqual(["a", "b", "c", null]);
  });
  it("replaces the selected one after another tile was chosen", () => {
    const wall = run([call("a"), call("b"), { type: "select", index: 0 }, call("c")]);
    expect(wall.tiles).toEqual(["c", "b", null, null]);
  });
  it("goes to a camera that hangs already", () => {
    const wall = run([call("a"), call("b"), call("a")]);
    expect(wall.tiles).toEqual(["a", "b", null, null]);
    expect(wall.selected).toBe(0);
  });
  it("starts at the front again behind the last tile", () => {
    expect(run([call("a"), call("b"), call("c"), call("d"), call("e")]).tiles).toEqual(["e", "b", "c", "d"]);
  });
});

describe("other acts", () => {
  const full = run([call("a"), call("b"), call("c"), call("d")]);
  it("move the selection and carry pictures", () => {
    expect(run([{ type: "select", index: 0 }, { type: "move", direction: "down" }], full).selected).toBe(2);
    expect(run([{ type: "select", index: 0 }, { type: "carry", direction: "right" }], full).tiles).toEqual(["b", "a", "c", "d"]);
    expect(run([{ type: "select", index: 0 }, { type: "carry", direction: "left" }], full)).toMatchObject({ tiles: full.tiles });
    expect(run([{ type: "swap", from: 0, to: 3 }], full).tiles).toEqual(["d", "b", "c", "a"]);
    expect(run([{ type: "swap", from: 1, to: 1 }], full)).toBe(full);
  });
  it("hang a camera once only", () => {
    expect(run([{ type: "put", index: 3, camera: "a" }], full).tiles).toEqual([null, "b", "c", "a"]);
  });
  it("take a camera off, and enlarge one", () => {
    expect(run([{ type: "remove", index: 1 }], full).tiles).toEqual(["a", null, "c", "d"]);
    const large = run([{ type: "enlarge", index: 2 }], full);
    expect(large).toMatchObject({ enlarged: 2, selected: 2 });
    expect(run([{ type: "move", direction: "up" }], large)).toMatchObject({ enlarged: 0, selected: 0 });
    expect(run([{ type: "enlarge", index: null }], large).enlarged).toBeNull();
  });
  it("replay in a tile until another camera hangs there", () => {
    const replay = run([{ type: "replay", index: 1, on: true }], full);
    expect(replay.replays).toEqual([1]);
    expect(run([{ type: "replay", index: 1, on: false }], replay).replays).toEqual([]);
    expect(run([{ type: "put", index: 1, camera: "z" }], replay).replays).toEqual([]);
  });
  it("keep cameras and the selected one when the wall gets smaller", () => {
    expect(run([{ type: "select", index: 2 }, { type: "shape", shape: "1" }], full).tiles).toEqual(["c"]);
    expect(run([{ type: "shape", shape: "9" }], full).tiles.slice(0, 4)).toEqual(["a", "b", "c", "d"]);
    const nine = run([{ type: "fill", shape: "9", cameras: ["a", null, "b", "c", "d", "e", "f"] }, { type: "select", index: 6 }, { type: "shape", shape: "4" }]);
    expect(nine.tiles).toEqual(["a", "b", "c", "f"]);
  });
});

describe("the first wall", () => {
  const town = Array.from({ length: 16 }, (_, index) => camera(index + 1, "Square"));
  const off = camera(99, "Store", "disabled", { enabled: false });
  it("hangs every camera that is switched on, on a wall that fits", () => {
    const wall = run([firstWall([...town, off], [], [])]);
    expect(wall.shape).toBe("16");
    expect(wall.tiles).toEqual(town.map((one) => one.id));
  });
  it("hangs the first shared layout where there is one", () => {
    const layout = { id: "l", mine: false, name: "Day", shared: true, columns: 2, tiles: ["c-3", null, null, null], tour_seconds: null };
    expect(run([firstWall(town, [{ ...layout, shared: false, tiles: ["c-9"] }, layout], [])]).tiles).toEqual(["c-3", null, null, null]);
  });
  it("hangs what the address asks for", () => {
    expect(run([firstWall(town, [], ["c-7"])])).toMatchObject({ shape: "1", tiles: ["c-7"] });
  });
});

describe("keeping the wall", () => {
  beforeEach(() => { localStorage.clear(); });
  it("brings back what hung in this window", () => {
    const wall = run([call("a"), call("b")]);
    keepWall("main", wall);
    expect(readWall("main")?.tiles).toEqual(["a", "b", null, null]);
    expect(readWall("other")).toBeNull();
  });
  it.each(["{", "3", "{}", '{"shape":4,"tiles":[]}', '{"shape":"4","tiles":"x"}'])("ignores %s", (text) => {
    localStorage.setItem("beadle.wall.main", text);
    expect(readWall("main")).toBeNull();
  });
  it("hangs a saved layout, a tour as its first page's shape", () => {
    expect(layoutAct({ columns: 2, tiles: ["a"], tour_seconds: null })).toMatchObject({ type: "fill", shape: "4" });
    expect(layoutAct({ columns: 3, tiles: Array.from({ length: 20 }, String), tour_seconds: 10 })).toMatchObject({ shape: "9" });
  });
});
