import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { canPlay, mediaSourceClass, openMediaSource, rangesOf } from "./mediaSource";
import { FakeMediaSource, FakeSourceBuffer, fakeVideo, installFakes, lastSource } from "./testing/fakes";

beforeEach(() => { installFakes(); });
afterEach(() => { vi.unstubAllGlobals(); });

it("uses the managed kind where only that exists, and says when there is none", () => {
  vi.stubGlobal("MediaSource", undefined);
  expect(mediaSourceClass()).toBeNull();
  expect(canPlay("video/mp4")).toBe(false);
  expect(() => openMediaSource(fakeVideo().element, vi.fn())).toThrow("no Media Source");
  vi.stubGlobal("ManagedMediaSource", FakeMediaSource);
  expect(canPlay("video/mp4")).toBe(true);
});

it("tells when it is open, but not once it is closed", () => {
  const opened = vi.fn();
  const video = fakeVideo();
  openMediaSource(video.element, opened);
  lastSource().dispatchEvent(new Event("sourceopen"));
  expect(opened).toHaveBeenCalledOnce();
  expect(video.element.disableRemotePlayback).toBe(true);
  const second = openMediaSource(video.element, opened);
  second.close();
  lastSource().dispatchEvent(new Event("sourceopen"));
  expect(opened).toHaveBeenCalledOnce();
});

it("reads ranges as a list", () => {
  const buffer = new FakeSourceBuffer();
  buffer.ranges = [{ from: 0, to: 1 }, { from: 2, to: 3 }];
  expect(rangesOf(buffer.buffered)).toEqual([{ from: 0, to: 1 }, { from: 2, to: 3 }]);
});
