import { describe, expect, it } from "vitest";

import { boxes, readDecodeTime, readDefaultDuration, readFirstDecodeTime, readSampleTimes, readTimescale } from "./mp4";
import { box, fragment, initSegment } from "./testing/boxes";

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("mp4", () => {
  it("reads time scale and default duration from an init segment", () => {
    expect(readTimescale(initSegment(90_000))).toBe(90_000);
    expect(readDefaultDuration(initSegment(1000, 40))).toBe(40);
    expect(readTimescale(box("moov", new Uint8Array(4)))).toBeNull();
  });

  it("reads the decode times of the first and the last fragment", () => {
    const bytes = joined(fragment(100, 1, 40), fragment(140, 1, 40));
    expect(readFirstDecodeTime(bytes)).toBe(100);
    expect(readDecodeTime(bytes)).toBe(140);
    expect(readDecodeTime(box("mdat", new Uint8Array(3)))).toBeNull();
  });

  it("lists every sample with its own duration", () => {
    expect(readSampleTimes(fragment(2000, 3, 40))).toEqual([
      { ticks: 2000, duration: 40 }, { ticks: 2040, duration: 40 }, { ticks: 2080, duration: 40 },
    ]);
  });

  it("stops quietly at torn, zero and oversized boxes", () => {
    const whole = fragment(0, 2, 40);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => readSampleTimes(whole.subarray(0, length))).not.toThrow();
    }
    const huge = box("moof", new Uint8Array(8));
    new DataView(huge.buffer).setUint32(0, 0xffffffff);
    expect([...boxes(huge)]).toEqual([]);
    const zero = new Uint8Array(16);
    expect([...boxes(zero)].length).toBe(1);
    const small = new Uint8Array(16);
    small[3] = 4;
    expect([...boxes(small)]).toEqual([]);
  });
});
