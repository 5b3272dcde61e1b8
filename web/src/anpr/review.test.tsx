import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Outlier, Review, SearchRecord } from "@/api/platesTypes";
import { search, searchRecord } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import ReviewPage from "./ReviewPage";

vi.mock("@/map/CameraMap", () => import("@/testing/FakeMap"));

let searches: SearchRecord[] = [];
let reviews: Review[] = [];
let outliers: Outlier[] = [];
const asked: { path: string; body: unknown }[] = [];
const review = (id: string, more: Partial<Review> = {}): Review => ({ search: searchRecord(id, { mine: false, asked_by: "Sam Outram" }), reason: "sample", findings: [], verdict: null, reviewed_by: null, reviewed_at: null, remark: null, ...more });
beforeEach(() => {
  const waits = { status: "waiting" as const, why: "It reaches back more than 90 days.", found: null };
  searches = [searchRecord("s-1", { ...waits, mine: false, asked_by: "Sam Outram", near: { latitude: 53.2346, longitude: -1.4338, metres: 300 } }), searchRecord("s-2", { ...waits, plate: "BD12OVN" }), searchRecord("s-3", { plate: "FX19LLE" })];
  reviews = [review("s-5"), review("s-6", { reason: "outlier", findings: [{ kind: "own_plate", words: "It is the plate of the searcher's own vehicle." }] })];
  outliers = [{ kind: "own_plate", user: "Sam Outram", when: "2026-11-22T03:00:00Z", searches: ["s-6", "s-7"], words: "It is the plate of the searcher's own vehicle." }];
  asked.length = 0;
  server.use(
    http.get("*/api/anpr/searches", () => HttpResponse.json({ searches, next: null })),
    http.get("*/api/anpr/reviews", () => HttpResponse.json(reviews)),
    http.get("*/api/anpr/outliers", () => HttpResponse.json(outliers)),
    http.get("*/api/anpr/searches/:id", ({ params }) => HttpResponse.json(search(String(params["id"])))),
    http.post("*/api/anpr/searches/:id/:verb", async ({ params, request }) => {
      asked.push({ path: `${String(params["id"])}/${String(params["verb"])}`, body: await request.json() });
      searches = searches.filter((one) => one.id !== params["id"]);
      return HttpResponse.json(searchRecord(String(params["id"])));
    }),
    http.post("*/api/anpr/reviews/:id", async ({ params, request }) => {
      asked.push({ path: String(params["id"]), body: await request.json() });
      reviews = reviews.filter((one) => one.search.id !== params["id"]);
      return HttpResponse.json({});
    }),
  );
});
const waiting = () => screen.findByRole("table", { name: "Searches that wait for an approval" });

describe("searches that wait", () => {
  it("are decided by somebody else, never by whoever asked", async () => {
    renderApp(<ReviewPage />);
    const table = await waiting();
    expect(within(table).getAllByRole("button", { name: "Decide" })).toHaveLength(1);
    expect(within(table).getByText("your own")).toBeInTheDocument();
    expect(within(table).queryByRole("img", { name: "F X 1 9 L L E" })).toBeNull();
  });

  it.each([["approve", "Approve"], ["refuse", "Refuse"]])("are told in full, and %sd with a remark", async (verb, name) => {
    renderApp(<ReviewPage />);
    await userEvent.click(within(await waiting()).getByRole("button", { name: "Decide" }));
    const dialog = await screen.findByRole("dialog", { name: "Approve a search" });
    expect(within(dialog).getByText("It reaches back more than 90 days.")).toBeInTheDocument();
    expect(within(dialog).getByText("all, within 300 m of 53.23460, -1.43380")).toBeInTheDocument();
    expect(within(dialog).getByRole("button", { name })).toBeDisabled();
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Remark/ }), { target: { value: " In proportion. " } });
    await userEvent.click(within(dialog).getByRole("button", { name }));
    await waitFor(() => { expect(asked).toEqual([{ path: `s-1/${verb}`, body: { remark: "In proportion." } }]); });
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Decide" })).toBeNull(); });
  });

  it("stay where the decision was not taken", async () => {
    server.use(http.post("*/api/anpr/searches/:id/:verb", () => HttpResponse.json({ title: "Decided already", detail: "Somebody else was quicker.", advice: "Read the list again." }, { status: 409 })));
    renderApp(<ReviewPage />);
    await userEvent.click(within(await waiting()).getByRole("button", { name: "Decide" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Remark/ }), { target: { value: "Fine." } });
    await userEvent.click(within(dialog).getByRole("button", { name: "Approve" }));
    expect(await within(dialog).findByText(/Somebody else was quicker/)).toBeInTheDocument();
  });
});

describe("searches that are reviewed", () => {
  const open = async (index: number) => {
    renderApp(<ReviewPage />);
    const table = await screen.findByRole("table", { name: "Searches to be reviewed" });
    await userEvent.click(within(table).getAllByRole("button", { name: "Review" })[index] as HTMLElement);
    return screen.findByRole("dialog", { name: "Review a search" });
  };

  it("say what is unusual, and take a verdict with a remark", async () => {
    const dialog = await open(1);
    expect(within(dialog).getByText("It is the plate of the searcher's own vehicle.")).toBeInTheDocument();
    const save = within(dialog).getByRole("button", { name: "Save the review" });
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Remark/ }), { target: { value: "Asked her: a mistake." } });
    expect(save).toBeDisabled();
    await userEvent.click(within(dialog).getByRole("radio", { name: "It does not fit" }));
    await userEvent.click(save);
    await waitFor(() => { expect(asked).toEqual([{ path: "s-6", body: { verdict: "does_not_fit", remark: "Asked her: a mistake." } }]); });
  });

  it("show their results only when somebody asks for them, for each look is written down", async () => {
    const dialog = await open(0);
    expect(within(dialog).queryByRole("table")).toBeNull();
    await userEvent.click(within(dialog).getByRole("button", { name: "Look at its results" }));
    expect(await within(dialog).findByRole("table", { name: "Reads that were found" })).toBeInTheDocument();
  });
});

describe("what is unusual", () => {
  it("is told by person and kind, in words, with how many searches", async () => {
    renderApp(<ReviewPage />);
    const table = await screen.findByRole("table", { name: "Unusual searches" });
    expect(within(table).getByRole("row", { name: /Own vehicle Sam Outram .*own vehicle\. 2$/ })).toBeInTheDocument();
  });

  it("may be nothing, and so may the queues", async () => {
    [searches, reviews, outliers] = [[], [], []];
    renderApp(<ReviewPage />);
    expect(await screen.findByText("No search waits")).toBeInTheDocument();
    expect(await screen.findByText("Nothing to review")).toBeInTheDocument();
    expect(await screen.findByText("Nothing unusual")).toBeInTheDocument();
  });
});
