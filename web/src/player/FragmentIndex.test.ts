import { describe, expect, it } from "vitest";

import { FragmentIndex } from "./FragmentIndex";
import { answer, segment, START } from "./testing/footage";

const LATER = START + 100_000;

function filled(...segments: ReturnType<typeof segment>[]): FragmentIndex {
  const index = new FragmentIndex();
  index.add(answer(segments), START - 60, START + 300, LATER);
  return index;
}

describe("FragmentIndex", () => {
  it("finds the fragment of a moment and its neighbours", () => {
    const index = filled(segment(START), segment(START + 60));
    const here = index.at(START + 3);
    expect(here).toMatchObject({ start: START + 2, end: START + 4, offset: 1500 });
    if (here === null) throw new Error("nothing found");
    expect(index.next(here)?.start).toBe(START + 4);
    expect(index.before(here)?.start).toBe(START);
    const last = index.at(START + 59);
    if (last === null) throw new Error("nothing found");
    expect(index.following(last)?.segment.id).toBe(`s${String(START + 60)}`);
  });

  it("places all fragments of a file by one shift, whatever the network did to single stamps", () => {
    const index = filled(segment(START, { jitterUs: (row) => (row % 3) * 10_000 }));
    const first = index.at(START + 1);
    const second = index.at(START + 3);
    expect(first?.shift).toBe(second?.shift);
    expect(first?.end).toBeCloseTo(second?.start ?? 0, 6);
    expect(first?.start).toBeCloseTo(START + 0.01, 3);
  });

  it("follows a step of the clock inside a file", () => {
    const index = filled(segment(START, { jitterUs: (row) => (row >= 20 ? 3_600_000_000 : 0) }));
    expect(index.at(START + 3600 + 50)).not.toBeNull();
    expect(index.at(START + 50)).toBeNull();
  });

  it("tells a gap from what is not known", () => {
    const index = filled(segment(START, { gaps: [5, 6, 7] }));
    expect(index.gapAt(START + 12)).toEqual({ from: START + 10, to: START + 16 });
    expect(index.gapAt(START + 3)).toBeNull();
    expect(index.gapAt(START + 200)).toEqual({ from: START + 60, to: null });
    expect(index.gapAt(START - 30)).toEqual({ from: null, to: START });
    expect(index.gapAt(START + 5000)).toBeNull();
  });

  it("plays over the small hole between two files", () => {
    const index = filled(segment(START), segment(START + 60.2));
    expect(index.at(START + 60.1)?.start).toBeCloseTo(START + 60.2, 5);
  });

  it("does not take the newest moments for missing", () => {
    const index = new FragmentIndex();
    const until = index.add(answer([segment(START)]), START, START + 300, START + 62);
    expect(until).toBe(START + 60);
    expect(index.knownUntil(START + 61)).toBeNull();
    expect(index.gapAt(START + 61)).toBeNull();
  });

  it("knows only as far as a paged answer goes, and joins windows", () => {
    const index = new FragmentIndex();
    index.add(answer([segment(START)], new Date((START + 60) * 1000).toISOString()), START, START + 300, LATER);
    expect(index.knownUntil(START + 1)).toBe(START + 60);
    index.add(answer([segment(START + 60)]), START + 60, START + 120, LATER);
    expect(index.knownUntil(START + 1)).toBe(START + 120);
    expect(index.knownFrom(START + 100)).toBe(START);
    index.doubt();
    expect(index.knownUntil(START + 1)).toBeNull();
  });

  it("takes the newest token, and does not count a fragment twice", () => {
    const index = filled(segment(START));
    const again = { ...segment(START), url: "/api/video/media/c-1/x?look=new" };
    index.add(answer([again]), START, START + 60, LATER);
    expect(index.at(START + 1)?.segment.url).toContain("look=new");
    const first = index.at(START + 1);
    expect(first === null ? null : index.next(first)?.start).toBe(START + 2);
    expect(index.bytesPerSecond).toBe(0);
  });
});
