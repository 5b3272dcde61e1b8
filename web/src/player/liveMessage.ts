/** What comes over the live socket: media (binary) and notices (text). See docs/why/design/live.md. */

export const FLAG_INIT = 1;
export const FLAG_KEY = 2;
const HEADER_BYTES = 9;

export interface MediaMessage {
  readonly init: boolean;
  /** The bytes start with a key frame. */
  readonly key: boolean;
  /** Server time (UTC, microseconds since 1970) at which the frame was received from the camera. */
  readonly receivedUs: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface FormatNotice {
  readonly type: "stream" | "format";
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly stream: string | null;
}

export interface PlainNotice {
  readonly type: "lost" | "skipped" | "ended" | "refused";
  readonly reason: string;
}

export type LiveNotice = FormatNotice | PlainNotice;

/** One binary message, or null when it is too short to be one. */
export function readMediaMessage(data: ArrayBuffer): MediaMessage | null {
  if (data.byteLength <= HEADER_BYTES) return null;
  const head = new DataView(data, 0, HEADER_BYTES);
  const flags = head.getUint8(0);
  return {
    init: (flags & FLAG_INIT) !== 0,
    key: (flags & FLAG_KEY) !== 0,
    receivedUs: Number(head.getBigInt64(1)),
    bytes: new Uint8Array(data, HEADER_BYTES),
  };
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** One text message, or null when it is none that this player knows. */
export function readNotice(text: string): LiveNotice | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== "object" || raw === null) return null;
  const fields = raw as Readonly<Record<string, unknown>>;
  const type = fields["type"];
  if (type === "stream" || type === "format") {
    const mime = textOf(fields["mime"]);
    if (mime === null) return null;
    const stream = textOf(fields["stream"]);
    return { type, mime, width: numberOf(fields["width"]), height: numberOf(fields["height"]), stream };
  }
  if (type === "lost" || type === "skipped" || type === "ended" || type === "refused") {
    return { type, reason: textOf(fields["reason"]) ?? textOf(fields["message"]) ?? "" };
  }
  return null;
}
