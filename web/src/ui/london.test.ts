import { describe, expect, it } from "vitest";

import { formatAgo, formatClock, formatDate, formatDuration, formatTime, instantsOf, isRepeated, localParts, offsetMinutes, toIso, zoneName } from "./london";

const FIRST_0130 = Date.UTC(2026, 9, 25, 0, 30);
const SECOND_0130 = Date.UTC(2026, 9, 25, 1, 30);

describe("London time", () => {
  it("is GMT in winter and BST in summer", () => {
    expect(zoneName("2026-01-10T12:00:00Z")).toBe("GMT");
    expect(zoneName("2026-07-10T12:00:00Z")).toBe("BST");
    expect(offsetMinutes("2026-07-10T12:00:00.750Z")).toBe(60);
    expect(localParts("2026-07-10T23:30:05Z")).toEqual({ year: 2026, month: 7, day: 11, hour: 0, minute: 30, second: 5 });
  });

  it("knows the hour that comes twice when the clocks go back", () => {
    expect(instantsOf({ year: 2026, month: 10, day: 25, hour: 1, minute: 30, second: 0 })).toEqual([FIRST_0130, SECOND_0130]);
    expect(isRepeated(FIRST_0130)).toBe(true);
    expect(isRepeated(Date.UTC(2026, 9, 25, 2, 0))).toBe(false);
    expect(formatTime(FIRST_0130)).toBe("25 Oct 2026 01:30:00 BST");
    expect(formatTime(SECOND_0130)).toBe("25 Oct 2026 01:30:00 GMT");
  });

  it("knows the hour that is skipped when they go forward", () => {
    expect(instantsOf({ year: 2026, month: 3, day: 29, hour: 1, minute: 15, second: 0 })).toEqual([]);
    expect(formatClock(Date.UTC(2026, 2, 29, 1, 0))).toBe("02:00:00");
  });

  it("writes dates and times one way everywhere", () => {
    expect(formatDate("2026-11-22T20:00:00Z")).toBe("Sun 22 Nov 2026");
    expect(formatTime("2026-09-05T09:03:00Z", { seconds: false })).toBe("5 Sep 2026 10:03");
    expect(formatTime("2026-11-22T20:00:00Z", { zone: true })).toBe("22 Nov 2026 20:00:00 GMT");
    expect(toIso(FIRST_0130)).toBe("2026-10-25T00:30:00Z");
  });

  it("says distances and lengths in words", () => {
    const now = Date.UTC(2026, 10, 22, 12);
    expect(formatAgo(now - 4_000, now)).toBe("now");
    expect(formatAgo(now - 3 * 60_000, now)).toBe("3 min ago");
    expect(formatAgo(now - 47 * 3_600_000, now)).toBe("47 h ago");
    expect(formatAgo(now - 12 * 86_400_000, now)).toBe("12 days ago");
    expect(formatAgo(now + 300_000, now)).toBe("in 5 min");
    expect([formatDuration(42), formatDuration(300), formatDuration(3900), formatDuration(2 * 86_400 + 10_800)]).toEqual(["42 s", "5 min", "1 h 05 min", "2 d 3 h"]);
  });
});
