/** Small fragmented MP4s for tests: right in their boxes, empty in their pictures. */

function u32(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => { view.setUint32(index * 4, value); });
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function box(type: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = join(parts);
  return join([u32(body.length + 8), new TextEncoder().encode(type), body]);
}

export function initSegment(timescale = 1000, defaultDuration = 0): Uint8Array<ArrayBuffer> {
  const mdhd = box("mdhd", u32(0, 0, 0, timescale, 0, 0));
  const trex = box("trex", u32(0, 1, 1, defaultDuration, 0, 0));
  return join([box("ftyp", u32(0)), box("moov", box("trak", box("mdia", mdhd)), box("mvex", trex))]);
}

/** One fragment of `count` samples of `duration` ticks from decode time `start` on, behind a `prft` box. */
export function fragment(start: number, count: number, duration: number): Uint8Array<ArrayBuffer> {
  const tfhd = box("tfhd", u32(0x2, 1, 1));
  const tfdt = box("tfdt", u32(0x1000000, 0, start));
  const rows = Array.from({ length: count }, () => [duration, 10]).flat();
  const trun = box("trun", u32(0x301, count, 0, ...rows));
  return join([box("prft", u32(0)), box("moof", box("mfhd", u32(0, 1)), box("traf", tfhd, tfdt, trun)), box("mdat", new Uint8Array(count))]);
}
