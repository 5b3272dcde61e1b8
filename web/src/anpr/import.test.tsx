import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { Route, Routes } from "react-router";

import type { Import, ImportPreview } from "@/api/platesTypes";
import { hotlist } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import HotlistImportPage from "./HotlistImportPage";
import { mappingFault, previewWords, sampleOf } from "./hotlists/importing";
import { entryFault, partialWords, reviewState } from "./hotlists/words";

const upload = (more: Partial<Import> = {}): Import => ({
  id: "i-1", list_id: "l-1", status: "uploaded", columns: ["VRM", "OFFENCE", "REF"], sample: [["LA51ABC", "Theft", "1"], ["", "Theft", "2"]], guessed: { plate: "VRM", reason: "OFFENCE" }, encoding: "utf-8",
  delimiter: ",", bytes: 60, mapping: {}, replace: false, progress: 0, counts: {}, failure: null, asked_by: "pat", asked_at: "2026-11-22T14:00:00Z", finished_at: null, ...more,
});
const preview: ImportPreview = {
  looked_at: 1240, complete: true, good: 1236, refused: 4, duplicate: 0, first_refused: [{ row: 4, text: ",Theft,2", reason: "There is no plate in this row." }], new: 31, changed: 12, unchanged: 1193, gone: 88,
};

describe("an import in words", () => {
  it("says what will happen, to what was looked at", () => {
    expect(previewWords(preview, false)).toBe("31 new, 12 changed, 1,193 as they were, 4 refused. Nothing has been changed yet.");
    expect(previewWords(preview, true)).toMatch(/88 entries that are not in the file are taken off/);
    expect(previewWords({ ...preview, complete: false, gone: null }, true)).toMatch(/^Of the first 1,240 rows: .*Entries that are not in the file are taken off/);
  });

  it("needs a column for the plate, and none for two things", () => {
    expect(mappingFault({})).toMatch(/holds the plate/);
    expect(mappingFault({ plate: "VRM", reason: "VRM" })).toMatch(/two things/);
    expect(mappingFault({ plate: "VRM", reason: "" })).toBeNull();
    expect(sampleOf(upload(), "VRM")).toBe("LA51ABC");
  });

  it("knows what an entry may be, and when it is due", () => {
    expect([entryFault(""), entryFault("A*"), entryFault("L\u00c45"), entryFault("LA5*")].map(Boolean)).toEqual([true, true, true, false]);
    expect(partialWords("LA5*")).toMatch(/need a person/);
    expect(partialWords("LA51ABC")).toBe("");
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect([null, "2026-11-01", "2026-11-30", "2027-06-01"].map((on) => reviewState(on, now).tone)).toEqual(["off", "bad", "warn", "ok"]);
  });
});

describe("bringing plates in", () => {
  const asked: unknown[] = [];
  beforeEach(() => {
    asked.length = 0;
    server.use(
      http.get("*/api/anpr/hotlists", () => HttpResponse.json([hotlist("l-1")])),
      http.post("*/api/anpr/hotlists/l-1/imports", () => HttpResponse.json(upload(), { status: 201 })),
      http.post("*/api/anpr/imports/i-1/preview", async ({ request }) => { asked.push(await request.json()); return HttpResponse.json(preview); }),
      http.post("*/api/anpr/imports/i-1/start", async ({ request }) => { asked.push(await request.json()); return HttpResponse.json(upload({ status: "queued" }), { status: 202 }); }),
      http.get("*/api/anpr/imports/i-1", () => HttpResponse.json(upload({ status: "done", progress: 1, counts: { new: 31, changed: 12, unchanged: 1193, gone: 0, refused: 4 } }))),
    );
  });

  it("shows the refused lines before anything is done, then does it and offers them as a file", async () => {
    renderApp(<Routes><Route path="/plates/hotlists/:id/import" element={<HotlistImportPage />} /></Routes>, { route: "/plates/hotlists/l-1/import" });
    // Mantine's file button keeps its input out of sight.
    const input = document.querySelector<HTMLInputElement>('input[type="file"]') as HTMLInputElement;
    await userEvent.upload(input, new File(["VRM,OFFENCE,REF\n"], "stolen.csv", { type: "text/csv" }));
    expect(await screen.findByText("Theft, Theft")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Bring them in" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Look at what would happen" }));
    const refused = await screen.findByRole("table", { name: "Lines that are refused" });
    expect(within(refused).getByText("There is no plate in this row.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("switch", { name: /whole list/ }));
    expect(screen.getByText("88 entries will be taken off.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Bring them in" }));
    expect(await screen.findByText(/Done: 31 new, 12 changed/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Save the refused lines" })).toHaveAttribute("href", "/api/anpr/imports/i-1/refused.csv");
    expect(asked).toEqual([{ mapping: { plate: "VRM", reason: "OFFENCE" } }, { mapping: { plate: "VRM", reason: "OFFENCE" }, replace: true }]);
  });
});
