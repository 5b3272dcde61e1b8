import { describe, expect, it } from "vitest";

import { passwordFault } from "./password";
import { volumeWords } from "./volumeState";
import { isAlarm, stateWords } from "./cameraState";
import { formatBytes, formatPounds, plural, roleName } from "./words";

describe("words", () => {
  it("writes sizes, money and counts", () => {
    expect([formatBytes(0), formatBytes(999), formatBytes(1500), formatBytes(107e12), formatBytes(4.1e12)]).toEqual(["0 B", "999 B", "1.5 kB", "107 TB", "4.1 TB"]);
    expect(formatPounds(437500)).toBe("£4,375.00");
    expect([plural(1, "camera"), plural(1200, "camera"), plural(2, "person", "people")]).toEqual(["1 camera", "1,200 cameras", "2 people"]);
    expect(roleName("data_protection_officer")).toBe("Data protection officer");
  });

  it("has words for every state, and for one it has never heard of", () => {
    expect(stateWords("lost").label).toBe("Signal lost");
    expect(isAlarm("online")).toBe(false);
    expect(["not_recording", "covered", "moved", "out_of_focus"].every(isAlarm)).toBe(true);
    expect(stateWords("out_of_focus").label).toBe("Out of focus");
    expect(stateWords("on_fire")).toMatchObject({ label: "on fire", tone: "warn" });
    expect(volumeWords("ready").tone).toBe("ok");
    expect(volumeWords("very_odd")).toEqual({ label: "very odd", tone: "bad" });
  });

  it("asks for length in a password and for the same twice", () => {
    expect(passwordFault("short", "short")).toMatch(/at least 12/);
    expect(passwordFault("correct horse battery", "correct horse batter")).toMatch(/not the same/);
    expect(passwordFault("correct horse battery", "correct horse battery")).toBeNull();
  });
});
