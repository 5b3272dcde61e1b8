import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { server } from "@/testing/server";

import { PlaybackClock } from "./PlaybackClock";
import { PlaybackDriver } from "./PlaybackDriver";
import { fragment, initSegment } from "./testing/boxes";
import { FakeMediaSource, fakeVideo, installFakes, lastSource } from "./testing/fakes";
import { answer, segment, START } from "./testing/footage";

const drivers: PlaybackDriver[] = [];
beforeEach(() => { installFakes(); });
afterEach(() => {
  for (const driver of drivers.splice(0)) driver.stop();
  vi.unstubAllGlobals();
});

/** The server's footage: one minute from START on, of real boxes. */
function footage(gaps: readonly number[] = []): { asked: string[]; ranges: string[] } {
  const asked: string[] = [];
  const ranges: string[] = [];
  const init = initSegment(1000);
  server.use(
    http.get("*/api/video/cameras/c-1/fragments", ({ request }) => {
      asked.push(request.url);
      return HttpResponse.json(answer([segment(START, { gaps })]));
    }),
    http.get("*/api/video/media/c-1/:id", ({ request }) => {
      const range = (request.headers.get("range") ?? "").replace("bytes=", "");
      ranges.push(range);
      const from = Number(range.split("-")[0]);
      const bytes = from === 0 ? init : fragment(((from - 500) / 1000) * 2000, 50, 40);
      return HttpResponse.arrayBuffer(bytes.buffer, { status: 206 });
    }),
  );
  return { asked, ranges };
}

function made(position: number) {
  const clock = new PlaybackClock(position);
  const video = fakeVideo();
  const driver = new PlaybackDriver(video.element, "c-1", clock);
  drivers.push(driver);
  driver.start();
  return { clock, video, driver };
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });

/** A driver with the picture of `position` on screen; what is appended counts as the whole minute. */
async function shown(position: number) {
  const all = made(position);
  await until(() => { expect(FakeMediaSource.made).toHaveLength(1); });
  const buffer = lastSource().open();
  all.video.buffer = buffer;
  const anchor = Math.floor(position) - 40 * 86_400;
  buffer.drain({ from: START - anchor, to: START + 60 - anchor });
  all.driver.sync();
  return { ...all, buffer, anchor };
}

describe("PlaybackDriver", () => {
  it("fetches the wanted picture first and puts it at its wall-clock time", async () => {
    const { asked, ranges } = footage();
    const { buffer, anchor, video, driver } = await shown(START + 10.5);
    expect(asked).toHaveLength(1);
    expect(ranges.slice(0, 2).sort()).toEqual(["0-499", "5500-6499"]);
    expect(buffer.log.find((line) => line.endsWith(`@${String(START - anchor)}`))).toBeDefined();
    await until(() => { expect(driver.snapshot().state.kind).toBe("ready"); });
    expect(video.state.currentTime).toBeCloseTo(START + 10.5 - anchor, 1);
    expect(driver.ready()).toBe(true);
  });

  it("stands exactly on the centre of a frame", async () => {
    footage();
    const { video, anchor } = await shown(START + 10.51);
    expect(video.state.currentTime - (START - anchor)).toBeCloseTo(10.5, 3);
    expect(video.state.paused).toBe(true);
  });

  it("knows the next frame, also in the fragment next door", async () => {
    footage();
    const { driver } = await shown(START + 10.5);
    expect((driver.frame(START + 10.51, 1) ?? 0) - START).toBeCloseTo(10.54, 3);
    expect((driver.frame(START + 10.01, -1) ?? 0) - START).toBeCloseTo(9.98, 3);
  });

  it("plays with the clock", async () => {
    footage();
    const { video, clock, driver } = await shown(START + 10.5);
    await until(() => { expect(driver.ready()).toBe(true); });
    clock.play();
    await until(() => { expect(video.state.paused).toBe(false); });
    clock.setRate(2);
    await until(() => { expect(video.state.rate).toBeGreaterThan(1.7); });
    clock.pause();
    expect(video.state.paused).toBe(true);
  });

  it("tells a gap, holds nobody up, and says where the recording goes on", async () => {
    footage([5, 6, 7, 8, 9]);
    const { driver } = made(START + 12);
    await until(() => { expect(driver.snapshot().state.kind).toBe("gap"); });
    expect(driver.snapshot().state).toMatchObject({ from: START + 10, to: START + 20 });
    expect(driver.ready()).toBe(true);
    expect(driver.gapUntil()).toBe(START + 20);
  });

  it("drops what it was fetching for a moment that was left", async () => {
    const signals: AbortSignal[] = [];
    server.use(http.get("*/api/video/cameras/c-1/fragments", async ({ request }) => {
      signals.push(request.signal);
      await new Promise((resolve) => { request.signal.addEventListener("abort", resolve); });
      return HttpResponse.json(answer([]));
    }));
    const { clock } = made(START + 10);
    await until(() => { expect(signals).toHaveLength(1); });
    clock.seek(START - 500_000);
    await until(() => { expect(signals).toHaveLength(2); });
    expect(signals[0]?.aborted).toBe(true);
  });

  it("says in words why footage is refused, and asks no more", async () => {
    let count = 0;
    server.use(http.get("*/api/video/cameras/c-1/fragments", () => {
      count += 1;
      return HttpResponse.json({ title: "Not allowed", detail: "This camera is not yours.", advice: "Ask the manager." }, { status: 403 });
    }));
    const { driver } = made(START + 10);
    await until(() => { expect(driver.snapshot().state.kind).toBe("refused"); });
    expect(driver.snapshot().state.text).toBe("This camera is not yours. Ask the manager.");
    expect(driver.ready()).toBe(true);
    expect(driver.gapUntil()).toBeNull();
    driver.sync();
    expect(count).toBe(1);
  });

  it("tries again after a failure", async () => {
    server.use(http.get("*/api/video/cameras/c-1/fragments", () => HttpResponse.error()));
    const { driver } = made(START + 10);
    await until(() => { expect(driver.snapshot().state).toMatchObject({ kind: "failed" }); });
    footage();
    await until(() => { expect(FakeMediaSource.made).toHaveLength(1); });
  });

  it("asks anew once when a token has grown old", async () => {
    const { asked } = footage();
    let refused = 0;
    server.use(http.get("*/api/video/media/c-1/:id", () => {
      refused += 1;
      return new HttpResponse(null, { status: 403 });
    }));
    const { driver } = made(START + 10);
    await until(() => { expect(driver.snapshot().state.kind).toBe("refused"); });
    expect(asked).toHaveLength(2);
    expect(refused).toBeGreaterThan(1);
  });

  it("shows stills where the browser cannot play the recording", async () => {
    FakeMediaSource.supported = () => false;
    footage();
    const { driver } = made(START + 10);
    await until(() => { expect(driver.snapshot().still).toContain("/api/video/cameras/c-1/still.jpg"); });
    expect(driver.snapshot().state.kind).toBe("unsupported");
    expect(driver.ready()).toBe(true);
  });

  it("leaves nothing behind when it is stopped", async () => {
    footage();
    const { driver, video } = await shown(START + 10.5);
    driver.stop();
    expect(video.element.hasAttribute("src")).toBe(false);
    expect(driver.shown).toBeNull();
  });
});
