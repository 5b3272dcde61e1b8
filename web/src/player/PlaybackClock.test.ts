import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LIVE_EDGE, PlaybackClock, type Follower } from "./PlaybackClock";

const NOW = 1_795_000_000;
beforeEach(() => { vi.useFakeTimers({ now: NOW * 1000 }); });
afterEach(() => { vi.useRealTimers(); });

function follower(part: Partial<Omit<Follower, "ready" | "sync">> = {}) {
  return { ready: vi.fn(() => true), sync: vi.fn(), gapUntil: () => undefined, frame: () => null, ...part };
}
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe("PlaybackClock", () => {
  it("stands until it is told to play, and then runs at its speed", () => {
    const clock = new PlaybackClock(NOW - 1000);
    pass(5);
    expect(clock.position).toBe(NOW - 1000);
    clock.play();
    pass(5);
    expect(clock.position).toBeCloseTo(NOW - 995);
    clock.setRate(4);
    pass(5);
    expect(clock.position).toBeCloseTo(NOW - 975);
    clock.setRate(-1);
    pass(5);
    expect(clock.position).toBeCloseTo(NOW - 980);
    clock.toggle();
    pass(5);
    expect(clock.position).toBeCloseTo(NOW - 980);
    clock.close();
  });

  it("waits for a camera without its picture, but not for ever", () => {
    const clock = new PlaybackClock(NOW - 1000);
    const slow = follower();
    slow.ready.mockReturnValue(false);
    clock.follow(slow);
    clock.follow(follower());
    clock.play();
    pass(3);
    expect(clock.snapshot().waiting).toBe(true);
    expect(clock.position).toBe(NOW - 1000);
    pass(3);
    expect(clock.snapshot().waiting).toBe(false);
    expect(clock.position).toBeGreaterThan(NOW - 999);
    clock.close();
  });

  it("goes on at once when the picture is there", () => {
    const clock = new PlaybackClock(NOW - 1000);
    const slow = follower();
    slow.ready.mockReturnValue(false);
    clock.follow(slow);
    clock.play();
    slow.ready.mockReturnValue(true);
    clock.nudge();
    expect(clock.snapshot().waiting).toBe(false);
    clock.close();
  });

  it("tells every camera of a jump, and never goes into the future", () => {
    const clock = new PlaybackClock(NOW - 1000);
    const one = follower();
    clock.follow(one);
    const listener = vi.fn();
    const leave = clock.subscribe(listener);
    clock.jump(10);
    expect(clock.position).toBe(NOW - 990);
    expect(one.sync).toHaveBeenCalled();
    clock.seek(NOW + 500);
    expect(clock.position).toBe(NOW - LIVE_EDGE);
    expect(clock.snapshot().jumps).toBe(2);
    expect(listener).toHaveBeenCalledTimes(2);
    leave();
    clock.jump(-1);
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it("stays behind the present while playing, and falls back to normal speed there", () => {
    const clock = new PlaybackClock(NOW - 20);
    clock.setRate(8);
    clock.play();
    pass(10);
    expect(clock.position).toBeLessThanOrEqual(NOW + 10 - LIVE_EDGE + 0.001);
    expect(clock.snapshot().rate).toBe(1);
    clock.close();
  });

  it("shows that there is no recording, then passes over the gap when all cameras have it", () => {
    const clock = new PlaybackClock(NOW - 1000);
    const first = follower({ gapUntil: () => (clock.position < NOW - 800 ? NOW - 800 : undefined) });
    const second = follower({ gapUntil: () => (clock.position < NOW - 850 ? NOW - 850 : undefined) });
    clock.follow(first);
    clock.follow(second);
    clock.play();
    pass(1);
    expect(clock.position).toBeLessThan(NOW - 998);
    pass(1);
    expect(clock.position).toBeGreaterThanOrEqual(NOW - 850);
    clock.close();
  });

  it("plays through the gap of one camera while another has a picture", () => {
    const clock = new PlaybackClock(NOW - 1000);
    clock.follow(follower({ gapUntil: () => NOW - 800 }));
    clock.follow(follower());
    clock.play();
    pass(5);
    expect(clock.position).toBeCloseTo(NOW - 995);
    clock.close();
  });

  it("stays where it is when nothing later is recorded", () => {
    const clock = new PlaybackClock(NOW - 1000);
    clock.follow(follower({ gapUntil: () => null }));
    clock.play();
    pass(4);
    expect(clock.snapshot().jumps).toBe(0);
    clock.close();
  });

  it("stops and steps by the frame that a camera knows, or by a usual one", () => {
    const clock = new PlaybackClock(NOW - 1000);
    clock.play();
    clock.step(1);
    expect(clock.snapshot().playing).toBe(false);
    expect(clock.position).toBeCloseTo(NOW - 1000 + 0.04);
    clock.follow(follower({ frame: (time, direction) => time + direction * 0.08 }));
    clock.step(-1);
    expect(clock.position).toBeCloseTo(NOW - 1000 - 0.04);
  });

  it("forgets a camera that left", () => {
    const clock = new PlaybackClock(NOW - 1000);
    const one = follower();
    clock.follow(one)();
    clock.jump(1);
    expect(one.sync).not.toHaveBeenCalled();
    clock.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
