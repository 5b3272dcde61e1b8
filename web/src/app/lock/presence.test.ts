import { describe, expect, it } from "vitest";

import { endStep, presenceStep } from "./presence";

const at = (seconds: number) => seconds * 1000;

describe("presence", () => {
  it("locks after so long without anybody, to the second, and never where the server gives no time", () => {
    const seen = { active: at(100), told: at(100) };
    expect(presenceStep(seen, at(999), 900)).toBeNull();
    expect(presenceStep(seen, at(1000), 900)).toBe("lock");
    expect(presenceStep(seen, at(99_999), null)).toBeNull();
  });

  it("tells the server that somebody is there, but not more often than it counts", () => {
    expect(presenceStep({ active: at(130), told: at(100) }, at(159), 900)).toBeNull();
    expect(presenceStep({ active: at(130), told: at(100) }, at(160), 900)).toBe("tell");
    expect(presenceStep({ active: at(90), told: at(100) }, at(500), 900)).toBeNull();
  });

  it("locks rather than tells when a machine wakes after a long sleep", () => {
    expect(presenceStep({ active: at(130), told: at(100) }, at(8 * 3600), 900)).toBe("lock");
  });
});

describe("the end of a session", () => {
  it("is said ten minutes before, and comes", () => {
    const end = at(10_000);
    expect(endStep(end, at(10_000 - 601))).toBe("far");
    expect(endStep(end, at(10_000 - 600))).toBe("near");
    expect(endStep(end, at(10_000))).toBe("over");
  });
});
