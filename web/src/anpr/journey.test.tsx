import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Journey, JourneyWish } from "@/api/platesTypes";
import { pass } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { camera, session } from "@/testing/town";

import { journeyFaults } from "./journey/form";
import JourneyPage from "./JourneyPage";

vi.mock("@/map/CameraMap", () => import("@/testing/FakeMap"));

const bars = { camera_id: "c-19", camera: "West Bars in", camera_number: 19, site: "West Bars" };
const journey = (more: Partial<Journey> = {}): Journey => ({
  id: "j-1", more: false, look: "look-j", clone: null,
  passes: [pass("r-1", "LA51ABC"), pass("r-2", "LA5IABC", { ...bars, at: "2026-11-22T14:35:05Z", direction: "unknown" }, "1 is often read as I at this camera")],
  legs: [{ from: "Horns Bridge", to: "West Bars", seconds: 180, metres: 898, kmh: 18, usual: { p10: 120, p50: 175, p90: 340 }, odd: false, arrives: "r-2" }], ...more,
});
const crime = { id: "p-2", name: "Investigation of a reported crime", case_reference: "26000/512", second_person: "", until: null };
let asked: JourneyWish[] = [];
let answer = journey();
beforeEach(() => {
  asked = [];
  answer = journey();
  server.use(
    http.get("*/api/cameras", () => HttpResponse.json([camera(17, "Horns Bridge in"), camera(19, "West Bars in", "online", { latitude: 53.2345, longitude: -1.4338 }), camera(30, "Elsewhere")])),
    http.post("*/api/anpr/journeys", async ({ request }) => { asked.push((await request.json()) as JourneyWish); return HttpResponse.json(answer, { status: 201 }); }),
  );
});
async function follow() {
  renderApp(<JourneyPage />, { session: session(undefined, { purpose: crime }), route: "/plates/journey?plate=la51abc" });
  fireEvent.change(screen.getByRole("textbox", { name: /Who asked for it/ }), { target: { value: "PC 2214" } });
  await userEvent.click(screen.getByRole("button", { name: "Show the journey" }));
}

describe("what a journey needs", () => {
  it("is one whole plate, a time and an authority", () => {
    const draft = { plate: "LA51ABC", since: "2026-11-21T00:00:00Z", until: "2026-11-22T00:00:00Z", why: { purpose: "p-2", reference: "26/1", requester: "PC 2214" } };
    expect(journeyFaults(draft)).toEqual({});
    expect(journeyFaults({ ...draft, plate: "LA5?ABC" }).plate).toBe("A journey is of one plate, known in full.");
    expect(Object.keys(journeyFaults({ ...draft, until: null, why: { purpose: null, reference: "", requester: "" } }))).toEqual(["until", "purpose", "reference", "requester"]);
  });
});

describe("a journey", () => {
  it("is not followed without its authority", async () => {
    renderApp(<JourneyPage />, { session: session(undefined, { purpose: null }), route: "/plates/journey?plate=LA51ABC" });
    await userEvent.click(screen.getByRole("button", { name: "Show the journey" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/^Not followed yet: .*Without a purpose nothing is searched/);
    expect(asked).toEqual([]);
  });

  it("is told pass by pass, with the way between, and what was joined and why", async () => {
    await follow();
    expect(await screen.findByRole("heading", { name: "2 passes of LA51 ABC" })).toBeInTheDocument();
    const [first, second] = within(screen.getAllByRole("list").find((one) => one.tagName === "OL") as HTMLElement).getAllByRole("listitem") as [HTMLElement, HTMLElement];
    expect(within(first).getByRole("button")).toHaveTextContent(/17 Horns Bridge in.*14:32:05, towards/);
    expect(second).toHaveTextContent(/3 min, at least 898 m, at least 18 km\/h.*Usually 2 min 55 s/);
    expect(second).toHaveTextContent("Joined, though it was read otherwise: 1 is often read as I at this camera.");
    expect(within(second).getByRole("button")).not.toHaveTextContent(/not known/i);
    expect(asked).toMatchObject([{ plate: "LA51ABC", purpose_id: "p-2", case_reference: "26000/512", requester: "PC 2214" }]);
  });

  it("tells each way before the pass that it ends with, and none between passes at the same camera", async () => {
    answer = journey({ passes: [pass("r-0", "LA51ABC", { at: "2026-11-22T14:30:00Z" }), ...journey().passes] });
    await follow();
    await screen.findByRole("heading", { name: "3 passes of LA51 ABC" });
    const told = within(screen.getAllByRole("list").find((one) => one.tagName === "OL") as HTMLElement).getAllByRole("listitem");
    expect(told.map((one) => /at least 898 m/.test(one.textContent))).toEqual([false, false, true]);
  });

  it("is drawn from camera to camera, and shows where a pass was", async () => {
    await follow();
    const map = await screen.findByRole("group", { name: /The journey from camera to camera/ });
    await waitFor(() => { expect(JSON.parse(map.dataset["path"] ?? "")).toEqual([[-1.4265, 53.2355], [-1.4338, 53.2345]]); });
    expect(within(map).queryByRole("button", { name: /Elsewhere/ })).toBeNull();
    screen.getByRole("button", { name: /19 West Bars in.*2026/ }).focus();
    await waitFor(() => { expect(map.dataset["chosen"]).toBe("c-19"); });
  });

  it("opens a pass with its pictures, by the journey's own look", async () => {
    await follow();
    await userEvent.click(await screen.findByRole("button", { name: /17 Horns Bridge in.*2026/ }));
    const dialog = await screen.findByRole("dialog", { name: "Read" });
    expect(within(dialog).getByRole("img", { name: /17 Horns Bridge in at 14:32:05/ })).toHaveAttribute("src", "/api/anpr/reads/r-1/overview.jpg?look=look-j");
  });

  it("says carefully where two reads hardly go together", async () => {
    answer = journey({ clone: { found: true, words: "898 m in 4 seconds would be 808 km/h.", reads: ["r-1", "r-2"] } });
    await follow();
    expect(await screen.findByText("898 m in 4 seconds would be 808 km/h.")).toBeInTheDocument();
    expect(screen.getByText(/no proof: compare make, colour and plate/)).toBeInTheDocument();
    expect(screen.getAllByText("One of the two reads that do not go together.")).toHaveLength(2);
  });

  it("that is empty proves nothing", async () => {
    answer = journey({ passes: [], legs: [], look: null });
    await follow();
    expect(await screen.findByText("LA51 ABC was not read in that time")).toBeInTheDocument();
    expect(screen.getByText("That does not prove that the vehicle was not there.")).toBeInTheDocument();
  });

  it("is refused in plain words", async () => {
    server.use(http.post("*/api/anpr/journeys", () => HttpResponse.json({ title: "Not allowed", detail: "A journey goes back 90 days at most.", advice: "Make a search." }, { status: 403 })));
    await follow();
    expect(await screen.findByText(/goes back 90 days at most/)).toBeInTheDocument();
  });
});
