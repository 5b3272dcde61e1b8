import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { ColumnMapping, MappingPreview, ReadingCamera } from "@/api/platesTypes";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { camera } from "@/testing/town";

import { BLANK_MAPPING, MappingEditor } from "./MappingEditor";
import { SetupDialog } from "./SetupDialog";

const told: ColumnMapping[] = [];
function Desk({ start = BLANK_MAPPING }: { start?: ColumnMapping }) {
  const [mapping, setMapping] = useState(start);
  return <MappingEditor mapping={mapping} zone="Europe/London" onChange={(next) => { told.push(next); setMapping(next); }} />;
}
const set = (name: RegExp | string, value: string) => { fireEvent.change(screen.getByRole("textbox", { name }), { target: { value } }); };

const asked: { sample: string; mapping: ColumnMapping; zone: string }[] = [];
let answer: MappingPreview = { rows: [], problems: [] };
beforeEach(() => {
  told.length = 0;
  asked.length = 0;
  answer = {
    rows: [
      { plate: "LA51ABC", at: "2026-11-22T14:32:05Z", confidence: 0.97, direction: "towards", lane: null, event: "77", problem: "" },
      { plate: "", at: null, confidence: null, direction: "unknown", lane: null, event: "78", problem: "There is no plate in this row." },
    ] as MappingPreview["rows"],
    problems: ["The column lane is not in the message."],
  };
  server.use(http.post("*/api/anpr/mappings/preview", async ({ request }) => { asked.push((await request.json()) as (typeof asked)[number]); return HttpResponse.json(answer); }));
});

describe("which value of a message is what", () => {
  it("is said column by column, the rare ones on request", async () => {
    renderApp(<Desk />);
    set(/^Plate/, "vehicle.plate");
    expect(told.at(-1)?.columns).toMatchObject({ plate: "vehicle.plate", time: "" });
    expect(screen.queryByRole("textbox", { name: "Plate: left" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /^More/ }));
    set("Plate: left", "box.x");
    expect(told.at(-1)?.columns).toMatchObject({ plate: "vehicle.plate", left: "box.x" });
    await userEvent.click(screen.getByRole("button", { name: "Fewer" }));
    expect(screen.queryByRole("textbox", { name: "Plate: left" })).toBeNull();
  });

  it("has no list of reads in CSV, whose rows are the reads", async () => {
    renderApp(<Desk start={{ ...BLANK_MAPPING, format: "csv" }} />);
    expect(screen.getByRole("textbox", { name: /List of reads/ })).toBeDisabled();
    expect(screen.getByRole("textbox", { name: /^Plate/ })).toHaveAttribute("placeholder", "COLUMN");
    await userEvent.click(screen.getByRole("combobox", { name: "Certainty goes up to" }));
    await userEvent.click(await screen.findByRole("option", { name: "255" }));
    expect(told.at(-1)?.confidence_top).toBe(255);
  });

  it("is tried on a real message before it is saved, and says what is wrong with it", async () => {
    renderApp(<Desk />);
    const button = screen.getByRole("button", { name: "Try it" });
    set(/A message to try it on/, "[{\"plate\": \"LA51ABC\"}]");
    expect(button).toBeDisabled();
    set(/^Plate/, "plate");
    await userEvent.click(button);
    const table = await screen.findByRole("table", { name: "What the message would become" });
    expect(within(table).getByRole("row", { name: /L A 5 1 A B C.*97 %.*towards.*77/ })).toBeInTheDocument();
    expect(within(table).getByText("There is no plate in this row.")).toBeInTheDocument();
    expect(screen.getByText("The column lane is not in the message.")).toBeInTheDocument();
    expect(asked).toMatchObject([{ sample: "[{\"plate\": \"LA51ABC\"}]", zone: "Europe/London", mapping: { format: "json", columns: { plate: "plate" } } }]);
  });

  it("says where it would become no read, and why it could not be tried", async () => {
    answer = { rows: [], problems: [] };
    renderApp(<Desk start={{ ...BLANK_MAPPING, columns: { ...BLANK_MAPPING.columns, plate: "plate" } }} />);
    set(/A message to try it on/, "{}");
    await userEvent.click(screen.getByRole("button", { name: "Try it" }));
    expect(await screen.findByText("It would become no read.")).toBeInTheDocument();
    server.use(http.post("*/api/anpr/mappings/preview", () => HttpResponse.json({ title: "Not valid", detail: "That is no JSON.", advice: "Copy the whole message." }, { status: 422 })));
    await userEvent.click(screen.getByRole("button", { name: "Try it" }));
    expect(await screen.findByText(/That is no JSON/)).toBeInTheDocument();
  });
});

const known = (more: Partial<ReadingCamera> = {}): ReadingCamera => ({
  reading: null, camera_id: "c-17", camera: "Horns Bridge in", camera_number: 17, mode: "pushed", adapter: "auto", mapping: null, zone: "Europe/London", region: [], towards: "in", fps: 10, token_set: true, token_at: null,
  last_message_at: null, last_read_at: null, messages: 0, reads: 0, refused: 0, refused_today: 0, clock_seconds: null, ...more,
});

describe("a camera's set-up", () => {
  it("is removed after a question that says what ends, and closes", async () => {
    const removed: string[] = [];
    server.use(http.delete("*/api/anpr/cameras/:id", ({ params }) => { removed.push(String(params["id"])); return new HttpResponse(null, { status: 204 }); }));
    const onClose = vi.fn();
    renderApp(<SetupDialog camera={camera(17, "Horns Bridge in")} known={known()} onClose={onClose} />);
    await userEvent.click(await screen.findByRole("button", { name: "Remove the set-up" }));
    const question = await screen.findByRole("dialog", { name: "Remove the set-up of 17 Horns Bridge in?" });
    expect(within(question).getByText(/Its reads stay for their time/)).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.click(within(question).getByRole("button", { name: "Remove it" }));
    await waitFor(() => { expect(onClose).toHaveBeenCalledOnce(); });
    expect(removed).toEqual(["c-17"]);
  });

  it("that was never saved has nothing to remove", async () => {
    renderApp(<SetupDialog camera={camera(17, "Horns Bridge in")} known={null} onClose={() => undefined} />);
    expect(await screen.findByRole("button", { name: "Save" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Remove the set-up" })).toBeNull();
  });

  it("of a mapped camera is not saved before it is said where the plate stands", async () => {
    renderApp(<SetupDialog camera={camera(17, "Horns Bridge in")} known={known({ adapter: "mapped" })} onClose={() => undefined} />);
    expect(await screen.findByText("Say where the plate stands in the camera's messages.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    set(/^Plate/, "plate");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });
});
