/** The few boxes of a fragmented MP4 that a player has to read: time scale, decode time, sample times. */

export interface Box {
  readonly type: string;
  /** Offset of the first byte after the header. */
  readonly body: number;
  readonly end: number;
}

export interface SampleTime {
  /** Presentation time in ticks of the track, as the file counts it. */
  readonly ticks: number;
  readonly duration: number;
}

const TFHD_BASE_OFFSET = 0x1;
const TFHD_DESCRIPTION = 0x2;
const TFHD_DURATION = 0x8;
const TRUN_DATA_OFFSET = 0x1;
const TRUN_FIRST_FLAGS = 0x4;
const TRUN_DURATION = 0x100;
const TRUN_SIZE = 0x200;
const TRUN_FLAGS = 0x400;
const TRUN_COMPOSITION = 0x800;
/** More samples than this in one fragment is not a GOP of a camera but a broken file. */
const SAMPLE_LIMIT = 20_000;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function big(data: DataView, at: number): number {
  return Number(data.getBigUint64(at));
}

/** The boxes between two offsets; stops quietly at the first one that does not fit. */
export function* boxes(bytes: Uint8Array, from = 0, to = bytes.length): Generator<Box> {
  const data = view(bytes);
  let at = from;
  while (at + 8 <= to) {
    let size = data.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= to) {
      size = big(data, at + 8);
      header = 16;
    } else if (size === 0) {
      size = to - at;
    }
    if (size < header || at + size > to) return;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    yield { type, body: at + header, end: at + size };
    at += size;
  }
}

function find(bytes: Uint8Array, path: readonly string[], from = 0, to = bytes.length): Box | null {
  const [head, ...rest] = path;
  for (const box of boxes(bytes, from, to)) {
    if (box.type !== head) continue;
    return rest.length === 0 ? box : find(bytes, rest, box.body, box.end);
  }
  return null;
}

/** Ticks a second of the first track of an init segment, or null when it has none. */
export function readTimescale(init: Uint8Array): number | null {
  const box = find(init, ["moov", "trak", "mdia", "mdhd"]);
  if (box === null || box.body + 24 > box.end) return null;
  const data = view(init);
  const scale = data.getUint32(box.body + (data.getUint8(box.body) === 1 ? 20 : 12));
  return scale > 0 ? scale : null;
}

/** Sample duration that holds where a fragment names none (ticks; 0 when the init segment names none). */
export function readDefaultDuration(init: Uint8Array): number {
  const box = find(init, ["moov", "mvex", "trex"]);
  return box === null || box.body + 16 > box.end ? 0 : view(init).getUint32(box.body + 12);
}

function decodeTime(bytes: Uint8Array, traf: Box): number | null {
  const box = find(bytes, ["tfdt"], traf.body, traf.end);
  if (box === null || box.body + 8 > box.end) return null;
  const data = view(bytes);
  if (data.getUint8(box.body) !== 1) return data.getUint32(box.body + 4);
  return box.body + 12 > box.end ? null : big(data, box.body + 4);
}

/** Decode time in ticks of the last fragment in `bytes` (a live message may hold several), or null. */
export function readDecodeTime(bytes: Uint8Array): number | null {
  let found: number | null = null;
  for (const box of boxes(bytes)) {
    if (box.type !== "moof") continue;
    const traf = find(bytes, ["traf"], box.body, box.end);
    if (traf !== null) found = decodeTime(bytes, traf);
  }
  return found;
}

/** Decode time in ticks of the first fragment in `bytes`, or null. */
export function readFirstDecodeTime(bytes: Uint8Array): number | null {
  const traf = find(bytes, ["moof", "traf"]);
  return traf === null ? null : decodeTime(bytes, traf);
}

function headerDuration(bytes: Uint8Array, traf: Box, fallback: number): number {
  const box = find(bytes, ["tfhd"], traf.body, traf.end);
  if (box === null) return fallback;
  const data = view(bytes);
  const flags = data.getUint32(box.body) & 0xffffff;
  if ((flags & TFHD_DURATION) === 0) return fallback;
  const at = box.body + 8 + (flags & TFHD_BASE_OFFSET ? 8 : 0) + (flags & TFHD_DESCRIPTION ? 4 : 0);
  return at + 4 <= box.end ? data.getUint32(at) : fallback;
}

function readRun(bytes: Uint8Array, run: Box, start: number, fallback: number): SampleTime[] {
  const data = view(bytes);
  const word = data.getUint32(run.body);
  const signed = word >>> 24 !== 0;
  const has = (flag: number): boolean => (word & flag) !== 0;
  const count = Math.min(data.getUint32(run.body + 4), SAMPLE_LIMIT);
  let at = run.body + 8 + (has(TRUN_DATA_OFFSET) ? 4 : 0) + (has(TRUN_FIRST_FLAGS) ? 4 : 0);
  const step = [TRUN_DURATION, TRUN_SIZE, TRUN_FLAGS, TRUN_COMPOSITION].filter(has).length * 4;
  const samples: SampleTime[] = [];
  let time = start;
  for (let index = 0; index < count && at + step <= run.end; index += 1) {
    const duration = has(TRUN_DURATION) ? data.getUint32(at) : fallback;
    const shift = at + step - 4;
    const composition = has(TRUN_COMPOSITION) ? (signed ? data.getInt32(shift) : data.getUint32(shift)) : 0;
    samples.push({ ticks: time + composition, duration });
    time += duration;
    at += step;
  }
  return samples;
}

/** Every sample of the fragments in `bytes`, in order of presentation. */
export function readSampleTimes(bytes: Uint8Array, defaultDuration = 0): SampleTime[] {
  const samples: SampleTime[] = [];
  for (const moof of boxes(bytes)) {
    if (moof.type !== "moof") continue;
    const traf = find(bytes, ["traf"], moof.body, moof.end);
    if (traf === null) continue;
    let start = decodeTime(bytes, traf) ?? 0;
    const duration = headerDuration(bytes, traf, defaultDuration);
    for (const run of boxes(bytes, traf.body, traf.end)) {
      if (run.type !== "trun" || run.body + 8 > run.end) continue;
      const found = readRun(bytes, run, start, duration);
      samples.push(...found);
      start += found.reduce((sum, sample) => sum + sample.duration, 0);
    }
  }
  return samples.sort((a, b) => a.ticks - b.ticks);
}
