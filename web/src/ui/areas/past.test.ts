import { describe, expect, it } from "vitest";

import { again, back, NOTHING_YET, settled, stepped, type Past } from "./past";

const start: Past<string> = NOTHING_YET;

describe("steps back", () => {
  it("goes back and forward again", () => {
    const past = stepped(stepped(start, "a", null), "b", null);
    const [once, b] = back(past, "c") ?? [start, ""];
    const [twice, a] = back(once, b) ?? [start, ""];
    expect([b, a]).toEqual(["b", "a"]);
    expect(back(twice, a)).toBeNull();
    expect(again(twice, a)?.[1]).toBe("b");
  });
  it("takes a whole drag back at once, and the next drag apart from it", () => {
    let past = stepped(start, "a", "drag");
    past = stepped(past, "a1", "drag");
    past = stepped(settled(past), "a2", "drag");
    expect(past.before).toEqual(["a", "a2"]);
  });
  it("forgets what lay ahead once something else is done", () => {
    const [past] = back(stepped(start, "a", null), "b") ?? [start];
    expect(stepped(past, "a", null).after).toEqual([]);
    expect(again(start, "a")).toBeNull();
  });
});
