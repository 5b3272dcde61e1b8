import { describe, expect, it } from "vitest";

import { FragmentIndex, type Fragment } from "./FragmentIndex";
import { nextJob, type Wants } from "./nextJob";
import { answer, segment, START } from "./testing/footage";

const FAR = START + 1_000_000;

function index(...segments: ReturnType<typeof segment>[]): FragmentIndex {
  const made = new FragmentIndex();
  if (segments.length > 0) made.add(answer(segments), START - 15, START + 285, FAR);
  return made;
}
function wants(position: number, part: Partial<Wants> = {}): Wants {
  return { position, rate: 1, playing: true, latest: FAR, emptyAnswers: 0, has: () => false, ...part };
}
const starts = (job: ReturnType<typeof nextJob>) => (job?.kind === "bytes" ? job.run.map((one) => one.start - START) : null);
const upTo = (time: number) => (one: Fragment) => one.start < time;

describe("what to fetch next", () => {
  it("asks what there is first, a little before the position too", () => {
    expect(nextJob(index(), wants(START))).toEqual({ kind: "window", from: START - 15, to: START + 300 });
  });
  it("asks backwards when playing backwards", () => {
    const job = nextJob(index(), wants(START, { rate: -1 }));
    expect(job).toMatchObject({ kind: "window", from: START - 300 });
  });
  it("fetches the wanted picture alone, then what is played next, together", () => {
    const known = index(segment(START));
    expect(starts(nextJob(known, wants(START + 10.5)))).toEqual([10]);
    expect(starts(nextJob(known, wants(START + 10.5, { has: upTo(START + 11) })))).toEqual([12, 14, 16, 18]);
  });
  it("does not fetch again what is there already", () => {
    const known = index(segment(START));
    const has = (one: Fragment) => one.start < START + 11 || one.start === START + 16;
    expect(starts(nextJob(known, wants(START + 10.5, { has })))).toEqual([12, 14]);
  });
  it("has enough when enough is ahead", () => {
    expect(nextJob(index(segment(START)), wants(START + 10.5, { has: upTo(START + 40) }))).toBeNull();
  });
  it("loads what lies behind a gap before it is reached", () => {
    const known = index(segment(START, { gaps: [5, 6] }));
    expect(starts(nextJob(known, wants(START + 9, { has: upTo(START + 10) })))).toEqual([14, 16]);
  });
  it("asks on where its knowledge ends", () => {
    const known = index(segment(START), segment(START + 60));
    const job = nextJob(known, wants(START + 280));
    expect(job).toMatchObject({ kind: "window", from: START + 270 });
  });
  it("asks for longer and longer windows over empty time", () => {
    const job = nextJob(index(), wants(START, { emptyAnswers: 4 }));
    expect(job).toMatchObject({ to: START + 4800 });
  });
  it("asks nothing about the future", () => {
    expect(nextJob(index(), wants(START, { latest: START - 20 }))).toBeNull();
  });
  it("fetches the fragment before while it stands, for a step back", () => {
    const known = index(segment(START));
    const has = (one: Fragment) => one.start >= START + 10;
    expect(starts(nextJob(known, wants(START + 10.5, { playing: false, has })))).toEqual([8]);
    expect(nextJob(known, wants(START + 10.5, { has }))).toBeNull();
  });
  it("fetches one fragment after the other backwards", () => {
    const known = index(segment(START));
    const has = (one: Fragment) => one.start >= START + 8;
    expect(starts(nextJob(known, wants(START + 10.5, { rate: -1, has })))).toEqual([6]);
  });
});
