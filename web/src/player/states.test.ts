import { expect, it } from "vitest";

import { LOADING, READY, sameState } from "./playbackState";
import { refusalOf } from "./liveState";

it("compares states by what they say", () => {
  expect(sameState(LOADING, { ...LOADING })).toBe(true);
  expect(sameState(LOADING, READY)).toBe(false);
  const gap = { kind: "gap", text: "No recording", from: 1, to: 2 } as const;
  expect(sameState(gap, { ...gap })).toBe(true);
  expect(sameState(gap, { ...gap, to: 3 })).toBe(false);
});

it("knows which close codes mean no", () => {
  expect(refusalOf(4401, "")?.text).toContain("signed out");
  expect(refusalOf(1008, "Not yours.")?.text).toBe("Not yours.");
  expect(refusalOf(1006, "")).toBeNull();
});
