/** A media source, a video element and a socket that a test drives by hand. */

import { vi } from "vitest";

interface FakeRange { from: number; to: number }

export class FakeSourceBuffer extends EventTarget {
  updating = false;
  timestampOffset = 0;
  readonly log: string[] = [];
  readonly bytes: Uint8Array[] = [];
  /** What append and remove leave buffered; a test sets it before it calls `finish`. */
  ranges: FakeRange[] = [];
  /** Throw this at the next append. */
  refuse: Error | null = null;

  get buffered(): TimeRanges {
    const { ranges } = this;
    return {
      length: ranges.length,
      start: (index: number) => ranges[index]?.from ?? 0,
      end: (index: number) => ranges[index]?.to ?? 0,
    };
  }

  appendBuffer(bytes: Uint8Array): void {
    if (this.updating) throw new DOMException("busy", "InvalidStateError");
    const refused = this.refuse;
    this.refuse = null;
    if (refused !== null) throw refused;
    this.updating = true;
    this.bytes.push(bytes);
    this.log.push(`append ${String(bytes.length)}@${String(this.timestampOffset)}`);
  }

  remove(from: number, to: number): void {
    this.updating = true;
    this.log.push(`remove ${String(from)}-${String(to)}`);
    this.ranges = this.ranges.map((one) => (one.from >= from && one.from < to ? { from: Math.min(to, one.to), to: one.to } : one)).filter((one) => one.to > one.from);
  }

  abort(): void { this.updating = false; }

  changeType(mime: string): void { this.log.push(`type ${mime}`); }

  /** The operation under way ends; by then `range` is buffered as well. */
  finish(range?: FakeRange): void {
    if (range !== undefined) this.ranges = [...this.ranges, range].sort((a, b) => a.from - b.from);
    this.updating = false;
    this.dispatchEvent(new Event("updateend"));
  }

  /** End operations until none is under way. */
  drain(range?: FakeRange): void {
    let extra = range;
    for (let left = 50; this.updating && left > 0; left -= 1) {
      this.finish(extra);
      extra = undefined;
    }
  }
}

export class FakeMediaSource extends EventTarget {
  static made: FakeMediaSource[] = [];
  static supported: (mime: string) => boolean = () => true;
  static isTypeSupported(mime: string): boolean { return FakeMediaSource.supported(mime); }
  readyState: "closed" | "open" | "ended" = "closed";
  duration = Number.NaN;
  readonly buffers: FakeSourceBuffer[] = [];

  constructor() {
    super();
    FakeMediaSource.made.push(this);
  }

  addSourceBuffer(): FakeSourceBuffer {
    const buffer = new FakeSourceBuffer();
    this.buffers.push(buffer);
    return buffer;
  }

  open(): FakeSourceBuffer {
    this.readyState = "open";
    this.dispatchEvent(new Event("sourceopen"));
    const buffer = this.buffers[0];
    if (buffer === undefined) throw new Error("no buffer was added");
    return buffer;
  }
}

export class FakeSocket {
  static made: FakeSocket[] = [];
  binaryType = "";
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(readonly url: string) { FakeSocket.made.push(this); }

  close(): void { this.closed = true; }
  text(value: object): void { this.onmessage?.({ data: JSON.stringify(value) }); }
  media(flags: number, us: number, bytes: Uint8Array): void {
    const data = new ArrayBuffer(9 + bytes.length);
    const view = new DataView(data);
    view.setUint8(0, flags);
    view.setBigInt64(1, BigInt(us));
    new Uint8Array(data, 9).set(bytes);
    this.onmessage?.({ data });
  }

  drop(code = 1006, reason = ""): void { this.onclose?.({ code, reason }); }
}

export interface FakeVideo {
  readonly element: HTMLVideoElement;
  state: { currentTime: number; readyState: number; paused: boolean; seeking: boolean; rate: number };
  buffer: FakeSourceBuffer | null;
  /** Show a frame with this media time. */
  frame: (mediaTime: number) => void;
  seeks: number[];
}

export function fakeVideo(): FakeVideo {
  const element = document.createElement("video");
  let shown: ((now: number, frame: { mediaTime: number; expectedDisplayTime: number }) => void) | null = null;
  const video: FakeVideo = {
    element, buffer: null, seeks: [],
    state: { currentTime: 0, readyState: 4, paused: true, seeking: false, rate: 1 },
    frame: (mediaTime) => {
      const call = shown;
      shown = null;
      call?.(performance.now(), { mediaTime, expectedDisplayTime: performance.now() });
    },
  };
  const { state } = video;
  Object.defineProperties(element, {
    currentTime: { get: () => state.currentTime, set: (value: number) => { state.currentTime = value; video.seeks.push(value); } },
    readyState: { get: () => state.readyState },
    paused: { get: () => state.paused },
    seeking: { get: () => state.seeking },
    playbackRate: { get: () => state.rate, set: (value: number) => { state.rate = value; } },
    buffered: { get: () => (video.buffer ?? new FakeSourceBuffer()).buffered },
    play: { value: () => { state.paused = false; return Promise.resolve(); } },
    pause: { value: () => { state.paused = true; } },
    load: { value: () => undefined },
    requestVideoFrameCallback: { value: (call: typeof shown) => { shown = call; return 1; } },
    cancelVideoFrameCallback: { value: () => { shown = null; } },
  });
  return video;
}

/** Put the fakes in the place of the browser's own; `vi.unstubAllGlobals` takes them away. */
export function installFakes(): void {
  FakeMediaSource.made = [];
  FakeMediaSource.supported = () => true;
  FakeSocket.made = [];
  vi.stubGlobal("MediaSource", FakeMediaSource);
  vi.stubGlobal("WebSocket", FakeSocket);
  let count = 0;
  URL.createObjectURL = () => `blob:${String((count += 1))}`;
  URL.revokeObjectURL = () => undefined;
}

export function lastSocket(): FakeSocket {
  const socket = FakeSocket.made.at(-1);
  if (socket === undefined) throw new Error("no socket was opened");
  return socket;
}

export function lastSource(): FakeMediaSource {
  const source = FakeMediaSource.made.at(-1);
  if (source === undefined) throw new Error("no media source was made");
  return source;
}
