import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { RecordedStills } from "./RecordedStills";
import { StillPictures } from "./StillPictures";
import { installFakes } from "./testing/fakes";

beforeEach(() => {
  vi.useFakeTimers();
  installFakes();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows one still after another, and says what went wrong", async () => {
  const answers = [{ ok: true, blob: () => Promise.resolve(new Blob(["x"])) }, { ok: false, status: 503 }];
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(answers.shift() ?? { ok: false, status: 500 })));
  const events = { picture: vi.fn(), failed: vi.fn() };
  const stills = new StillPictures(() => "/still", events);
  stills.start();
  stills.start();
  await vi.advanceTimersByTimeAsync(10);
  expect(events.picture).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(events.failed).toHaveBeenCalledWith("The server answered 503.");
  stills.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(events.failed).toHaveBeenCalledOnce();
});

it("asks for a recorded moment soon after a jump, and about once a second while playing", () => {
  const show = vi.fn();
  const stills = new RecordedStills("c-1", show);
  stills.show(1_795_000_000, false);
  vi.advanceTimersByTime(150);
  expect(show).toHaveBeenCalledWith(expect.stringContaining("/still.jpg?at="));
  stills.show(1_795_000_000, false);
  vi.advanceTimersByTime(150);
  expect(show).toHaveBeenCalledOnce();
  stills.show(1_795_000_001, true);
  stills.show(1_795_000_002, true);
  vi.advanceTimersByTime(1_000);
  expect(show).toHaveBeenCalledTimes(2);
  stills.show(1_795_000_009, true);
  stills.stop();
  vi.advanceTimersByTime(5_000);
  expect(show).toHaveBeenCalledTimes(2);
});
