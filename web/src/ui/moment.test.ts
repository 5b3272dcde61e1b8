import { describe, expect, it } from "vitest";

import { parseMoment } from "./moment";

/** Sunday 22 November 2026, 15:00 GMT. */
const NOW = Date.UTC(2026, 10, 22, 15, 0);
const at = (...parts: [number, number, number, number, number?, number?]) => ({ kind: "one", at: Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4] ?? 0, parts[5] ?? 0) });
const read = (text: string, past = false) => parseMoment(text, NOW, { past });

describe("typed date and time", () => {
  it.each([
    ["14:32", at(2026, 11, 22, 14, 32)],
    ["14:32:05", at(2026, 11, 22, 14, 32, 5)],
    ["14.32", at(2026, 11, 22, 14, 32)],
    ["1432", at(2026, 11, 22, 14, 32)],
    ["2:30 pm", at(2026, 11, 22, 14, 30)],
    ["2pm", at(2026, 11, 22, 14)],
    ["12am", at(2026, 11, 22, 0)],
    ["today 09:15", at(2026, 11, 22, 9, 15)],
    ["yesterday 14:30", at(2026, 11, 21, 14, 30)],
    ["Yesterday at 14:30", at(2026, 11, 21, 14, 30)],
    ["sat 23:10", at(2026, 11, 21, 23, 10)],
    ["Saturday 23:10", at(2026, 11, 21, 23, 10)],
    ["22/11 14:30", at(2026, 11, 22, 14, 30)],
    ["14:30 22/11", at(2026, 11, 22, 14, 30)],
    ["1/2 08:00", at(2026, 2, 1, 8)],
    ["24/12 08:00", at(2025, 12, 24, 8)],
    ["22/11/2025 14:30:05", at(2025, 11, 22, 14, 30, 5)],
    ["22.11.25, 14:30", at(2025, 11, 22, 14, 30)],
    ["22 nov 14:30", at(2026, 11, 22, 14, 30)],
    ["3rd September 2026 14:30", at(2026, 9, 3, 13, 30)],
    ["2026-07-01 14:30", at(2026, 7, 1, 13, 30)],
    ["2026-07-01T14:30:00Z", at(2026, 7, 1, 14, 30)],
    ["01/07/2026 14:30 utc", at(2026, 7, 1, 14, 30)],
    ["5 min ago", at(2026, 11, 22, 14, 55)],
    ["2 hours ago", at(2026, 11, 22, 13)],
    ["now", at(2026, 11, 22, 15)],
  ])("reads %s", (text, wanted) => { expect(read(text)).toEqual(wanted); });

  it("takes a bare time that has not come yet as yesterday's where the past is meant", () => {
    expect(read("23:50", true)).toEqual(at(2026, 11, 21, 23, 50));
    expect(read("23:50")).toEqual(at(2026, 11, 22, 23, 50));
    expect(read("14:50", true)).toEqual(at(2026, 11, 22, 14, 50));
  });

  it("asks which when the hour came twice, unless the zone is typed", () => {
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    expect(read("25/10 01:30")).toEqual({ kind: "two", first, second });
    expect(read("25/10 01:30 BST")).toEqual({ kind: "one", at: first });
    expect(read("25/10 01:30 gmt")).toEqual({ kind: "one", at: second });
  });

  it("says that a skipped time did not exist", () => {
    expect(read("29/03/2026 01:30")).toMatchObject({ kind: "skipped" });
  });

  it.each(["25:00", "14:61", "31/02 14:00", "tomorrowish", "14", "22/13 10:00", "abc 14:30", "13pm"])("does not guess at %s", (text) => {
    expect(read(text)).toMatchObject({ kind: "unclear" });
  });

  it("leaves an empty box empty", () => { expect(read("  ")).toEqual({ kind: "empty" }); });
});
