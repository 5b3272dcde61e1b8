import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { events } from "@/api/events";
import { keys } from "@/api/keys";
import { hit, possibleHit } from "@/testing/plates";
import { testCache } from "@/testing/render";
import { session } from "@/testing/town";

import { hitAlarm, useAlarms, type Alarm } from "./alarms";
import { chime, isChimeOn, setChime } from "./chime";
import { useNewAlarms } from "./useNewAlarms";

const event = (found: ReturnType<typeof hit>) => ({ id: "9", kind: "plates.hit" as const, at: "2026-11-22T14:32:06Z", body: { hit_id: found.id, hit: found } }) as Parameters<typeof hitAlarm>[0];

interface Note { pitch: number; at: number }
const played: Note[] = [];
const loudest: number[] = [];
class FakeAudio {
  currentTime = 0;
  destination = {};
  createGain() { return { connect: () => undefined, gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: (value: number) => { loudest.push(value); } } }; }
  createOscillator() { const frequency = { value: 0 }; return { frequency, connect: () => undefined, start: (at: number) => { played.push({ pitch: frequency.value, at }); }, stop: () => undefined }; }
  close() { return Promise.resolve(); }
}
beforeEach(() => { played.length = 0; loudest.length = 0; vi.stubGlobal("AudioContext", FakeAudio); window.localStorage.clear(); });
afterEach(() => { vi.unstubAllGlobals(); });
const pitches = () => played.map((one) => one.pitch);

describe("a hit among the alarms", () => {
  it("is cried out letter by letter, with list, camera and reason, and leads to its page", () => {
    expect(hitAlarm(event(hit("h-1", "YT68KDR")))).toEqual({
      id: "event:hit:h-1", title: "Hit: YT68 KDR on Stolen vehicles", detail: "17 Horns Bridge in. Taken from Saltergate car park", since: "2026-11-22T14:32:06Z", link: "/plates/hits/h-1",
      worst: true, sound: "hit", said: "Hit: Y T 6 8 K D R, on Stolen vehicles, at Horns Bridge in",
    });
  });

  it("that is only possible says so, is not the worst, and is not cried out", () => {
    expect(hitAlarm(event(possibleHit("h-2")))).toMatchObject({ title: "Possible hit: LAO1KXR on Found near burglaries", worst: false, sound: "possible", said: "", detail: expect.stringMatching(/^Compare the plate with your own eyes\./) as string });
  });

  it("stands there until it is decided or put away, and is no news twice", () => {
    const sockets: { onmessage?: (message: { data: string }) => void }[] = [];
    vi.stubGlobal("WebSocket", class {
      onmessage?: (message: { data: string }) => void;
      constructor() { sockets.push(this); }
      close() { return undefined; }
    });
    const stop = events.start(testCache());
    const tell = (one: object) => { act(() => { sockets[0]?.onmessage?.({ data: JSON.stringify(one) }); }); };
    const cache = testCache();
    cache.setQueryData(keys.session, session());
    cache.setQueryData(keys.cameras, []);
    const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={cache}>{children}</QueryClientProvider>;
    const { result, unmount } = renderHook(() => useAlarms(), { wrapper });
    const ids = () => result.current.alarms.map((one) => one.id).filter((id) => id.startsWith("event:hit:"));
    tell(event(hit("h-1", "YT68KDR")));
    tell(event(possibleHit("h-2")));
    tell(event(hit("h-1", "YT68KDR")));
    expect(ids()).toEqual(["event:hit:h-1", "event:hit:h-2"]);
    tell(event(hit("h-3", "FX19LLE", { state: "confirmed" })));
    expect(ids()).toHaveLength(2);
    tell({ id: "10", kind: "plates.hit_changed", at: "", body: { hit_id: "h-1", camera_id: "c-17", state: "refused" } });
    expect(ids()).toEqual(["event:hit:h-2"]);
    act(() => { result.current.putAway("event:hit:h-2"); });
    expect(ids()).toEqual([]);
    unmount();
    stop();
  });
});

describe("the chime", () => {
  it("climbs for a hit, falls for an alarm, and knocks low and soft for what is possible", () => {
    chime("hit");
    const climbing = pitches();
    expect([...climbing].sort((a, b) => a - b)).toEqual(climbing);
    expect(climbing).toHaveLength(3);
    const hitLoud = Math.max(...loudest);
    played.length = 0;
    loudest.length = 0;
    chime("possible");
    expect(new Set(pitches()).size).toBe(1);
    expect(played).toHaveLength(2);
    expect(Math.max(...loudest)).toBeLessThan(hitLoud);
    expect(pitches()[0]).toBeLessThan(Math.min(...climbing));
    played.length = 0;
    chime();
    expect(pitches()[0]).toBeGreaterThan(pitches()[1] ?? 0);
    expect(played.every((one, index) => index === 0 || one.at > (played[index - 1]?.at ?? 0))).toBe(true);
  });

  it("is silent where the desk has muted it, and remembers that", () => {
    setChime(false);
    expect(isChimeOn()).toBe(false);
    chime("hit");
    expect(played).toEqual([]);
    setChime(true);
    chime("hit");
    expect(played).toHaveLength(3);
  });

  it("is silent where the browser was never touched, or has no sound", () => {
    vi.stubGlobal("navigator", { ...window.navigator, userActivation: { hasBeenActive: false } });
    chime("hit");
    vi.unstubAllGlobals();
    vi.stubGlobal("AudioContext", undefined);
    chime("hit");
    expect(played).toEqual([]);
  });
});

describe("what is new", () => {
  const alarm = (id: string, more: Partial<Alarm> = {}): Alarm => ({ id, title: id, detail: "", since: null, link: "/", worst: true, ...more });
  const sound = { hit: 3, possible: 2, alarm: 2 };

  it("sounds as the gravest of what came: a hit before an alarm, an alarm before a possible hit", () => {
    const { rerender, result } = renderHook(({ alarms }) => useNewAlarms(alarms, true), { initialProps: { alarms: [alarm("old")] } });
    expect(played).toEqual([]);
    rerender({ alarms: [alarm("old"), alarm("lost"), alarm("p", { sound: "possible" }), alarm("h", { sound: "hit" })] });
    expect(played).toHaveLength(sound.hit);
    expect(result.current.map((one) => one.id)).toEqual(["lost", "p", "h"]);
    played.length = 0;
    act(() => { rerender({ alarms: [alarm("old"), alarm("lost"), alarm("p", { sound: "possible" }), alarm("h", { sound: "hit" })] }); });
    expect(played).toEqual([]);
    rerender({ alarms: [alarm("p2", { sound: "possible" })] });
    expect(new Set(pitches()).size).toBe(1);
    expect(played).toHaveLength(sound.possible);
  });
});
