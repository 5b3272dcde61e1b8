import { beforeEach, describe, expect, it, vi } from "vitest";

import { DecodeGuard } from "./playbackRules";
import { RecordedBuffer } from "./RecordedBuffer";
import { fragment, initSegment } from "./testing/boxes";
import { fakeVideo, installFakes, lastSource } from "./testing/fakes";
import { MIME, START } from "./testing/footage";
import { VideoPlacer, type Mode } from "./VideoPlacer";

beforeEach(() => { installFakes(); });

function made() {
  const video = fakeVideo();
  const buffer = new RecordedBuffer(video.element, START, MIME, { changed: vi.fn(), failed: vi.fn() });
  const source = lastSource().open();
  video.buffer = source;
  const guard = new DecodeGuard();
  const placer = new VideoPlacer(video.element, guard, vi.fn());
  placer.start();
  const fragments = [{
    segment: { id: "s", url: "", mime: MIME, width: 1, height: 1, init: [0, 1] as const, timescale: 1000 },
    offset: 0, length: 1, start: START, end: START + 20, shift: START,
  }];
  buffer.append(initSegment(1000), fragments, fragment(0, 500, 40));
  source.drain({ from: START - buffer.anchor, to: START + 20 - buffer.anchor });
  const place = (position: number, mode: Mode, rate = 1) => {
    placer.place(buffer, { position: START + position, rate, mode, keyFrame: START + 4 });
    return video.state.currentTime - (START - buffer.anchor);
  };
  return { video, buffer, placer, guard, place, fragments, source };
}

describe("VideoPlacer", () => {
  it("stands on the centre of the frame, and does not seek again for nothing", () => {
    const { place, video } = made();
    expect(place(5.01, "exact")).toBeCloseTo(5.02, 4);
    place(5.03, "exact");
    expect(video.seeks).toHaveLength(1);
  });
  it("does not seek while it seeks", () => {
    const { place, video } = made();
    video.state.seeking = true;
    place(5, "exact");
    expect(video.seeks).toHaveLength(0);
  });
  it("waits for others where it is, unless it is far off", () => {
    const { place, video } = made();
    place(5, "exact");
    place(5.2, "hold");
    expect(video.seeks).toHaveLength(1);
    expect(place(9, "hold")).toBeCloseTo(9.02, 2);
  });
  it("plays, gently corrected", () => {
    const { place, video } = made();
    place(5, "exact");
    place(5.12, "run");
    expect(video.state.paused).toBe(false);
    expect(video.state.rate).toBeGreaterThan(1.05);
    expect(video.seeks).toHaveLength(1);
  });
  it("counts being late as a sign of a slow machine, but not after a jump", () => {
    const { place, guard, placer } = made();
    guard.at(8);
    const jumped = vi.spyOn(guard, "jumped");
    placer.jumped();
    place(15, "run", 8);
    expect(jumped).not.toHaveBeenCalled();
  });
  it("shows key frames only where it is told to", () => {
    const { place } = made();
    expect(place(5.5, "keys", -1)).toBeCloseTo(4, 2);
  });
  it("stops where there is no picture", () => {
    const { place, video, placer, buffer } = made();
    place(5, "run");
    place(50, "run");
    expect(video.state.paused).toBe(true);
    expect(placer.ready(buffer, START + 50, 1, true)).toBe(false);
    expect(placer.hasPicture(buffer, START + 50)).toBe(false);
  });
  it("is ready when enough is there, or when nothing follows", () => {
    const { place, placer, buffer } = made();
    place(5, "exact");
    expect(placer.ready(buffer, START + 5, 1, true)).toBe(true);
    place(19.9, "exact");
    expect(placer.ready(buffer, START + 19.9, 1, true)).toBe(false);
    expect(placer.ready(buffer, START + 19.9, 1, false)).toBe(true);
  });
  it("tells which frame is on screen", () => {
    const { placer, video } = made();
    video.frame(12.5);
    expect(placer.shownMedia).toBe(12.5);
    placer.stop();
  });
});

describe("RecordedBuffer", () => {
  it("places bytes by the wall clock and appends the init segment of a file once", () => {
    const { buffer, fragments, source } = made();
    const first = fragments[0];
    if (first === undefined) throw new Error("no fragment");
    const next = { ...first, offset: 5, start: START + 20, end: START + 22 };
    buffer.append(initSegment(1000), [next], fragment(20_000, 50, 40));
    source.drain();
    expect(source.log.filter((line) => line.startsWith("append"))).toHaveLength(3);
    expect(buffer.coveredUntil(START + 1)).toBe(START + 20);
    expect(buffer.coveredUntil(START + 30)).toBeNull();
    expect(buffer.has(next)).toBe(true);
  });
  it("changes the type between files of different codecs", () => {
    const { buffer, fragments, source } = made();
    const first = fragments[0];
    if (first === undefined) throw new Error("no fragment");
    const other = { ...first, segment: { ...first.segment, id: "t", mime: "video/mp4; other" } };
    buffer.append(initSegment(1000), [other], fragment(0, 1, 40));
    source.drain();
    expect(source.log).toContain("type video/mp4; other");
  });
  it("lets go of what is far away, and no longer has it", () => {
    const { buffer, fragments, source } = made();
    const first = fragments[0];
    if (first === undefined) throw new Error("no fragment");
    buffer.keep(START + 500, START + 600);
    source.drain();
    expect(source.log.some((line) => line.startsWith("remove"))).toBe(true);
    expect(buffer.has(first)).toBe(false);
    buffer.close();
  });
});
