import { describe, expect, it } from "vitest";

import { complete, dayAhead, timeFault } from "./checks";
import { safeUrl } from "./ExportFiles";
import { holdState } from "./holdState";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const good = { cameras: ["c-1"], from: "2026-11-22T10:00:00Z", to: "2026-11-22T11:00:00Z" };

describe("a request", () => {
  it("needs a beginning, an end behind it, a camera and words", () => {
    expect(timeFault(good)).toBeNull();
    expect(timeFault({ ...good, from: null })).toBe("Type when it begins.");
    expect(timeFault({ ...good, to: null })).toBe("Type when it ends.");
    expect(timeFault({ ...good, to: null }, true)).toBeNull();
    expect(timeFault({ ...good, to: good.from })).toBe("The end is not after the beginning.");
    expect(complete(good, ["why"])).toBe(true);
    expect(complete(good, [" "])).toBe(false);
    expect(complete({ ...good, cameras: [] }, ["why"])).toBe(false);
  });
  it("suggests a day for review", () => {
    expect(dayAhead(90, NOW)).toBe("2027-02-20");
  });
});

describe("a hold", () => {
  it("says how it stands", () => {
    const hold = { released_at: null, review_on: "2027-02-20" };
    expect(holdState(hold, NOW).label).toBe("In force");
    expect(holdState({ ...hold, review_on: "2026-11-25" }, NOW).label).toBe("Review soon");
    expect(holdState({ ...hold, review_on: "2026-11-20" }, NOW)).toEqual({ label: "Review is due", tone: "warn" });
    expect(holdState({ ...hold, review_on: null }, NOW).label).toBe("In force");
    expect(holdState({ ...hold, released_at: "2026-11-20T00:00:00Z" }, NOW).label).toBe("Released");
  });
});

it("links only addresses of our own server", () => {
  expect(safeUrl("/api/video/exports/1/files/a.mp4")).toBe("/api/video/exports/1/files/a.mp4");
  expect(safeUrl("javascript:alert(1)")).toBeUndefined();
  expect(safeUrl("https://elsewhere.example/a")).toBeUndefined();
});
