import { describe, expect, it, vi } from "vitest";

import { AppendQueue } from "./AppendQueue";
import { FakeMediaSource } from "./testing/fakes";

function make() {
  const source = new FakeMediaSource();
  const buffer = source.addSourceBuffer();
  source.readyState = "open";
  const events = { changed: vi.fn(), room: vi.fn<() => { from: number; to: number } | null>(() => null), failed: vi.fn() };
  const queue = new AppendQueue(source as unknown as MediaSource, buffer as unknown as SourceBuffer, events);
  return { source, buffer, events, queue };
}
const bytes = (length: number) => new Uint8Array(length);

describe("AppendQueue", () => {
  it("does one thing at a time, and joins what waits", () => {
    const { buffer, queue } = make();
    queue.append(bytes(1));
    queue.append(bytes(2));
    queue.append(bytes(3));
    expect(buffer.log).toEqual(["append 1@0"]);
    buffer.finish();
    expect(buffer.log).toEqual(["append 1@0", "append 5@0"]);
    expect(queue.pending).toBe(1);
    buffer.finish();
    expect(queue.pending).toBe(0);
  });

  it("keeps parts with their own place apart, and tells when each is in", () => {
    const { buffer, queue } = make();
    const done = vi.fn();
    queue.append(bytes(1));
    queue.append(bytes(2), 100, done);
    queue.changeType("video/other");
    queue.append(bytes(4));
    buffer.finish();
    expect(done).not.toHaveBeenCalled();
    buffer.finish();
    expect(done).toHaveBeenCalledOnce();
    expect(buffer.log).toEqual(["append 1@0", "append 2@100", "type video/other", "append 4@100"]);
  });

  it("makes room when the buffer is full, and tries again", () => {
    const { buffer, queue, events } = make();
    events.room.mockReturnValueOnce({ from: 0, to: 5 });
    buffer.refuse = new DOMException("full", "QuotaExceededError");
    queue.append(bytes(7));
    expect(buffer.log).toEqual(["remove 0-5"]);
    buffer.finish();
    expect(buffer.log).toEqual(["remove 0-5", "append 7@0"]);
    expect(events.failed).not.toHaveBeenCalled();
  });

  it("gives up in words when nothing may go, and on any other fault", () => {
    const { buffer, queue, events } = make();
    buffer.refuse = new DOMException("full", "QuotaExceededError");
    queue.append(bytes(7));
    expect(events.failed).toHaveBeenCalledOnce();
    buffer.dispatchEvent(new Event("error"));
    expect(events.failed).toHaveBeenCalledTimes(2);
  });

  it("does nothing more once it is closed", () => {
    const { buffer, queue, events } = make();
    queue.append(bytes(1));
    queue.append(bytes(1));
    queue.close();
    buffer.finish();
    expect(buffer.log).toHaveLength(1);
    expect(events.changed).not.toHaveBeenCalled();
    expect(queue.ranges).toEqual([]);
  });

  it("removes only real spans, and forgets what waits when cleared", () => {
    const { buffer, queue } = make();
    queue.remove(3, 3);
    expect(buffer.log).toEqual([]);
    queue.append(bytes(1));
    queue.append(bytes(1));
    queue.clear();
    buffer.finish();
    expect(buffer.log).toEqual(["append 1@0"]);
  });
});
