import { describe, expect, it } from "vitest";

import { readMediaMessage, readNotice } from "./liveMessage";

describe("media messages", () => {
  it("reads flags, the server's stamp and the bytes", () => {
    const data = new ArrayBuffer(12);
    const view = new DataView(data);
    view.setUint8(0, 3);
    view.setBigInt64(1, 1_795_378_544_009_077n);
    view.setUint8(11, 7);
    const message = readMediaMessage(data);
    expect(message).toMatchObject({ init: true, key: true, receivedUs: 1_795_378_544_009_077 });
    expect([...(message?.bytes ?? [])]).toEqual([0, 0, 7]);
  });
  it("refuses what is too short", () => {
    expect(readMediaMessage(new ArrayBuffer(9))).toBeNull();
  });
});

describe("notices", () => {
  it("reads a format", () => {
    expect(readNotice('{"type":"stream","mime":"video/mp4","width":704,"height":576,"stream":"sub"}'))
      .toEqual({ type: "stream", mime: "video/mp4", width: 704, height: 576, stream: "sub" });
  });
  it("reads reasons, under either name", () => {
    expect(readNotice('{"type":"lost","reason":"No route"}')).toEqual({ type: "lost", reason: "No route" });
    expect(readNotice('{"type":"ended","message":"Right withdrawn"}')).toEqual({ type: "ended", reason: "Right withdrawn" });
    expect(readNotice('{"type":"skipped"}')).toEqual({ type: "skipped", reason: "" });
  });
  it.each(["", "[]", "null", "3", '{"type":"other"}', '{"type":"stream"}', '{"type":"stream","mime":5}'])("ignores %s", (text) => {
    expect(readNotice(text)).toBeNull();
  });
});
