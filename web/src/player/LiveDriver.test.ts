import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LiveDriver } from "./LiveDriver";
import { fragment, initSegment } from "./testing/boxes";
import { FakeMediaSource, FakeSocket, fakeVideo, installFakes, lastSocket, lastSource } from "./testing/fakes";

const MIME = 'video/mp4; codecs="avc1.64001f"';
const STREAM = { type: "stream", mime: MIME, width: 704, height: 576, stream: "sub" };

beforeEach(() => {
  vi.useFakeTimers({ now: 1_795_000_000_000 });
  installFakes();
});
const drivers: LiveDriver[] = [];
afterEach(() => {
  for (const driver of drivers.splice(0)) driver.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function started() {
  const video = fakeVideo();
  const sized = vi.fn();
  const driver = new LiveDriver(video.element, { camera: "c-1", stream: "sub", sized });
  drivers.push(driver);
  driver.start();
  return { video, driver, sized };
}

/** A driver with a picture on screen. */
function playing() {
  const made = started();
  lastSocket().text(STREAM);
  const buffer = lastSource().open();
  made.video.buffer = buffer;
  lastSocket().media(1, Date.now() * 1000, initSegment(1000));
  lastSocket().media(2, Date.now() * 1000, fragment(0, 50, 40));
  buffer.drain({ from: 0, to: 2 });
  made.video.frame(1.9);
  return { ...made, buffer };
}

function hide(hidden: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

describe("LiveDriver", () => {
  it("asks for the stream and shows it close to the newest picture", () => {
    const { driver, video, sized } = playing();
    expect(lastSocket().url).toMatch(/^ws:.*\/api\/video\/cameras\/c-1\/live\?stream=sub$/);
    expect(driver.snapshot()).toMatchObject({ state: { kind: "playing" }, stream: "sub", width: 704, framesShown: 1 });
    expect(sized).toHaveBeenCalledWith("sub", 704, 576);
    expect(driver.behind).toBeLessThan(0.3);
    expect(video.element.muted).toBe(true);
    expect(video.state.paused).toBe(false);
  });

  it("measures the delay from the server's stamps", () => {
    const { driver, video, buffer } = playing();
    lastSocket().media(0, Date.now() * 1000, fragment(2000, 1, 40));
    buffer.drain({ from: 2, to: 2.04 });
    vi.advanceTimersByTime(600);
    video.frame(2);
    expect(driver.snapshot().latencyMs).toBeGreaterThan(0);
  });

  it("tells of silence after 5 s, and connects again after 15 s", () => {
    const { driver } = playing();
    vi.advanceTimersByTime(5_001);
    expect(driver.snapshot().state).toMatchObject({ kind: "lost", retryInMs: null });
    vi.advanceTimersByTime(10_001);
    expect(FakeSocket.made[0]?.closed).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("waits quietly for a camera that the server knows to be lost", () => {
    const { driver } = playing();
    lastSocket().text({ type: "lost", reason: "No route to host" });
    vi.advanceTimersByTime(120_000);
    expect(driver.snapshot().state).toMatchObject({ kind: "lost", text: "No route to host" });
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("connects again with growing pauses when the connection breaks", () => {
    const { driver } = playing();
    lastSocket().drop();
    expect(driver.snapshot().state).toMatchObject({ kind: "lost" });
    vi.advanceTimersByTime(500);
    expect(FakeSocket.made).toHaveLength(2);
    lastSocket().drop();
    vi.advanceTimersByTime(499);
    expect(FakeSocket.made).toHaveLength(2);
    vi.advanceTimersByTime(501);
    expect(FakeSocket.made).toHaveLength(3);
  });

  it("does not fall for frames that were still on their way when the connection broke", () => {
    const { driver, video } = playing();
    lastSocket().drop();
    video.frame(1.94);
    expect(driver.snapshot().state.kind).toBe("lost");
  });

  it("stops asking when it is refused, and asks again by hand", () => {
    const { driver } = playing();
    lastSocket().drop(4403);
    expect(driver.snapshot().state).toMatchObject({ kind: "refused" });
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(1);
    driver.retry();
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("says why the server ended the picture, and tries again: the recorder may only be restarting", () => {
    const { driver } = playing();
    lastSocket().text({ type: "ended", reason: "The recorder ended the picture." });
    expect(driver.snapshot().state).toMatchObject({ kind: "lost", text: "The recorder ended the picture." });
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("finds out why it is turned down at the door", async () => {
    const video = fakeVideo();
    const driver = new LiveDriver(video.element, { camera: "c-1", stream: "sub", whyNot: () => Promise.resolve("The right was withdrawn.") });
    drivers.push(driver);
    driver.start();
    lastSocket().drop(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(driver.snapshot().state).toEqual({ kind: "refused", text: "The right was withdrawn." });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("changes the type of the buffer on a new format, and goes on behind what was there", () => {
    const { buffer } = playing();
    lastSocket().text({ type: "format", mime: 'video/mp4; codecs="avc1.640028"', width: 1920, height: 1080 });
    lastSocket().media(1, Date.now() * 1000, initSegment(1000));
    lastSocket().media(2, Date.now() * 1000, fragment(0, 1, 40));
    buffer.drain();
    expect(buffer.log).toContain('type video/mp4; codecs="avc1.640028"');
    expect(buffer.timestampOffset).toBeCloseTo(2.1);
  });

  it("keeps the picture while it takes another stream", () => {
    const { driver, video } = playing();
    driver.setStream("main");
    expect(lastSocket().url).toContain("stream=main");
    expect(FakeMediaSource.made).toHaveLength(1);
    expect(video.element.src).not.toBe("");
  });

  it("lets go when nobody looks for half a minute, and comes back at once", () => {
    playing();
    hide(true);
    vi.advanceTimersByTime(4_000);
    expect(lastSocket().closed).toBe(false);
    vi.advanceTimersByTime(27_000);
    expect(lastSocket().closed).toBe(true);
    const before = FakeSocket.made.length;
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(before);
    hide(false);
    expect(FakeSocket.made).toHaveLength(before + 1);
  });

  it("asks for H.264 where the browser cannot play the format, and shows stills where that fails too", async () => {
    FakeMediaSource.supported = (mime) => !mime.includes("hvc1");
    const fetched = vi.fn<(url: string) => Promise<unknown>>(() => Promise.resolve({ ok: true, blob: () => Promise.resolve(new Blob(["x"])) }));
    vi.stubGlobal("fetch", fetched);
    const { driver } = started();
    lastSocket().text({ ...STREAM, mime: 'video/mp4; codecs="hvc1.1.6.L120.B0"' });
    expect(lastSocket().url).toContain("codec=h264");
    lastSocket().text({ type: "ended", reason: "All places for converting are taken." });
    await vi.advanceTimersByTimeAsync(10);
    expect(driver.snapshot().state).toMatchObject({ kind: "unsupported", text: expect.stringContaining("places") as unknown });
    expect(driver.snapshot().still).toMatch(/^blob:/);
    expect(fetched.mock.calls[0]?.[0]).toContain("still.jpg?at=");
    await vi.advanceTimersByTimeAsync(3_100);
    expect(fetched).toHaveBeenCalledTimes(2);
    driver.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("starts anew when the picture breaks inside the browser", () => {
    const { driver, buffer } = playing();
    buffer.dispatchEvent(new Event("error"));
    expect(driver.snapshot().state.kind).toBe("lost");
    vi.advanceTimersByTime(2_001);
    lastSocket().text(STREAM);
    expect(FakeMediaSource.made).toHaveLength(2);
  });

  it("leaves nothing behind when it is stopped", () => {
    const { driver, video } = playing();
    driver.stop();
    expect(lastSocket().closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(video.element.hasAttribute("src")).toBe(false);
  });

  it("trims what lies far behind", () => {
    const { buffer, video } = playing();
    video.state.currentTime = 29.9;
    buffer.ranges = [{ from: 0, to: 30 }];
    lastSocket().media(0, Date.now() * 1000, fragment(30_000, 1, 40));
    buffer.finish();
    expect(buffer.log.some((line) => line.startsWith("remove 0-"))).toBe(true);
  });
});
