import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { SearchWish } from "@/api/platesTypes";
import type { Site } from "@/api/types";
import { PRESSED } from "@/testing/FakeMap";
import { search } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { camera, session } from "@/testing/town";

import { camerasWithin, farWords, metresBetween, nearWords, parsePlace, withinWords } from "./search/near";
import SearchPage from "./SearchPage";

vi.mock("@/map/CameraMap", () => import("@/testing/FakeMap"));

const site = (id: string, name: string, latitude: number | null, longitude: number | null): Site => ({ id, name, address: "", latitude, longitude });
const sites = [site("s-h", "Horns Bridge", 53.2289, -1.4241), site("s-w", "West Bars", 53.2345, -1.4338), site("s-x", "Somewhere", null, null)];
const at = (number: number, name: string, site_id: string, place: { latitude: number | null; longitude: number | null }) =>
  camera(number, name, "online", { site_id, ...place, may: ["estate.read", "plates.search"] });
const cameras = [
  at(17, "Horns Bridge in", "s-h", { latitude: 53.2289, longitude: -1.4241 }),
  at(19, "West Bars in", "s-w", { latitude: null, longitude: null }),
  at(20, "West Bars out", "s-w", { latitude: 53.2350, longitude: -1.4341 }),
  at(30, "Nowhere", "s-x", { latitude: null, longitude: null }),
];

describe("around a place", () => {
  it("is measured along the ground", () => {
    expect(metresBetween({ latitude: 53, longitude: -1 }, { latitude: 54, longitude: -1 })).toBeCloseTo(111_195, -1);
    expect(metresBetween({ latitude: 53.2289, longitude: -1.4241 }, { latitude: 53.2345, longitude: -1.4338 })).toBeCloseTo(898, -1);
  });

  it("holds the cameras that stand there, or whose site does, nearest first", () => {
    const near = { latitude: 53.2345, longitude: -1.4338, metres: 100 };
    expect(camerasWithin(near, cameras, sites).map((one) => one.number)).toEqual([19, 20]);
    expect(camerasWithin({ ...near, metres: 20 }, cameras, sites).map((one) => one.number)).toEqual([19]);
    expect(camerasWithin({ ...near, metres: 2000 }, cameras, sites).map((one) => one.number)).toEqual([19, 20, 17]);
  });

  it("is understood as people copy it, and said in words", () => {
    expect(parsePlace(" 53.2346, -1.4338 ")).toEqual(PRESSED);
    expect(parsePlace("53.2346 -1.4338")).toEqual(PRESSED);
    expect(["53.2", "north", "91, 0", "12, 181", "53,2346"].map(parsePlace)).toEqual([null, null, null, null, null]);
    expect([farWords(300), farWords(1234)]).toEqual(["300 m", "1.2 km"]);
    expect(nearWords({ ...PRESSED, metres: 300 })).toBe("within 300 m of 53.23460, -1.43380");
    expect(withinWords({ ...PRESSED, metres: 300 }, [])).toMatch(/nothing would be found/);
    expect(withinWords({ ...PRESSED, metres: 300 }, cameras.slice(0, 1))).toBe("1 camera stands within 300 m: 17 Horns Bridge in.");
    expect(withinWords({ ...PRESSED, metres: 300 }, [...cameras, ...cameras])).toMatch(/^8 cameras stand .* and 4 more\.$/);
  });
});

let asked: SearchWish[] = [];
beforeEach(() => {
  asked = [];
  server.use(
    http.get("*/api/sites", () => HttpResponse.json(sites)),
    http.get("*/api/cameras", () => HttpResponse.json(cameras)),
    http.get("*/api/anpr/searches", () => HttpResponse.json({ searches: [], next: null })),
    http.post("*/api/anpr/searches", async ({ request }) => {
      const wish = (await request.json()) as SearchWish;
      asked.push(wish);
      return HttpResponse.json(search("s-n", { near: wish.near }), { status: 201 });
    }),
  );
});
const crime = { id: "p-2", name: "Investigation of a reported crime", case_reference: "26000/512", second_person: "", until: null };
/* Found by label and text: by role, every field's name is computed at each look, which takes long on a slow machine. */
async function show() {
  renderApp(<SearchPage />, { session: session(undefined, { purpose: crime }), route: "/plates/search?plate=LA51ABC" });
  fireEvent.change(screen.getByLabelText(/Who asked for it/), { target: { value: "PC 2214" } });
  fireEvent.click(screen.getByLabelText("Around a place"));
  await screen.findByText("17 Horns Bridge in on the map");
  return screen.getByLabelText("Where to search around. Press a point, or a camera.");
}
const circleOf = (map: HTMLElement): unknown => JSON.parse(map.dataset["circle"] ?? "null");
const run = () => { fireEvent.submit(screen.getByLabelText("Search for a plate")); };

describe("searching around a place", () => {
  it("takes a point of the map, draws its circle, and says which cameras stand in it", async () => {
    const map = await show();
    fireEvent.click(within(map).getByText("Press a point"));
    expect(await screen.findByText("2 cameras stand within 300 m: 19 West Bars in, 20 West Bars out.")).toBeInTheDocument();
    expect(circleOf(map)).toEqual({ ...PRESSED, metres: 300 });
    expect(screen.getByLabelText("Latitude, longitude")).toHaveValue("53.23460, -1.43380");
    run();
    await waitFor(() => { expect(asked).toHaveLength(1); });
    expect(asked[0]).toMatchObject({ near: { ...PRESSED, metres: 300 }, camera_ids: [] });
    expect(await screen.findByText(/within 300 m of 53.23460, -1.43380/)).toBeInTheDocument();
  });

  it("takes a site by its name, with the keyboard alone, and another distance", async () => {
    const map = await show();
    const place = screen.getByPlaceholderText("Name of a site or camera");
    act(() => { place.focus(); });
    fireEvent.change(place, { target: { value: "Horns B" } });
    fireEvent.keyDown(place, { key: "ArrowDown", code: "ArrowDown" });
    fireEvent.keyDown(place, { key: "Enter", code: "Enter" });
    await waitFor(() => { expect(circleOf(map)).toEqual({ latitude: 53.2289, longitude: -1.4241, metres: 300 }); });
    fireEvent.change(screen.getByLabelText("Within"), { target: { value: "2000" } });
    expect(await screen.findByText(/^3 cameras stand within 2 km/)).toBeInTheDocument();
    run();
    await waitFor(() => { expect(asked[0]?.near).toEqual({ latitude: 53.2289, longitude: -1.4241, metres: 2000 }); });
  });

  it("takes a camera of the map, and a place that is typed", async () => {
    const map = await show();
    fireEvent.click(within(map).getByText("19 West Bars in on the map"));
    expect(circleOf(map)).toMatchObject({ latitude: 53.2345, longitude: -1.4338 });
    const typed = screen.getByLabelText("Latitude, longitude");
    fireEvent.change(typed, { target: { value: "somewhere" } });
    expect(typed).toBeInvalid();
    expect(typed).toHaveValue("somewhere");
    expect(circleOf(map)).toBeNull();
    fireEvent.change(typed, { target: { value: "53.30, -1.40" } });
    expect(await screen.findByText(/No camera stands within 300 m/)).toBeInTheDocument();
    expect(typed).toHaveValue("53.30, -1.40");
  });

  it("does not run without its place", async () => {
    await show();
    run();
    expect(await screen.findByText("Not searched yet: Choose the place to search around.")).toBeInTheDocument();
    expect(asked).toEqual([]);
  });
});
