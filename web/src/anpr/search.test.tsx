import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { SearchWish } from "@/api/platesTypes";
import { search, searchRecord } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import { faultsOf, plateFault, wishOf, type SearchDraft } from "./search/form";
import { START_NEAR } from "./search/near";
import SearchPage from "./SearchPage";
import { lastDays, needsApproval, spanFaults, upToNow } from "./ui/authority";

const draft = (more: Partial<SearchDraft> = {}): SearchDraft => ({
  plate: "la51 abc", mode: "exact", since: "2026-11-15T00:00:00Z", until: "2026-11-22T00:00:00Z", where: "all", cameras: [], near: START_NEAR, why: { purpose: "p-2", reference: "26/1", requester: "PC 2214" }, ...more,
});

describe("what a search needs", () => {
  it("is a purpose, a case and somebody who asked", () => {
    expect(faultsOf(draft())).toEqual({});
    expect(Object.keys(faultsOf(draft({ why: { purpose: null, reference: " ", requester: "" } })))).toEqual(["purpose", "reference", "requester"]);
  });

  it("is a plate that means something", () => {
    expect(plateFault("", "exact")).toMatch(/Type the plate/);
    expect(plateFault("LA5*", "exact")).toMatch(/choose In part/);
    expect(plateFault("*A*", "partial")).toMatch(/at least 2/);
    expect(plateFault("LÄ51", "exact")).toMatch(/letters and digits only/);
    expect(plateFault("LA5*", "partial")).toBeNull();
  });

  it("is a time that ends after it begins; far back it needs a second person", () => {
    expect(spanFaults({ since: null, until: "2026-11-22T00:00:00Z" })).toHaveProperty("since");
    expect(spanFaults({ since: "2026-11-22T00:00:00Z", until: "2026-11-22T00:00:00Z" })).toHaveProperty("until");
    const now = Date.parse("2026-11-22T00:00:30Z");
    expect(lastDays(7, now)).toEqual({ since: "2026-11-15T00:01:00Z", until: "2026-11-22T00:01:00Z" });
    expect(upToNow({ until: "u" }, "u", now).until).toBe("2026-11-22T00:01:00Z");
    expect(upToNow({ until: "typed" }, "u", now).until).toBe("typed");
    expect([needsApproval("2026-08-01T00:00:00Z", now), needsApproval("2026-11-01T00:00:00Z", now)]).toEqual([true, false]);
  });

  it("is sent tidy", () => {
    expect(wishOf(draft({ why: { purpose: "p-2", reference: " 26/1 ", requester: " PC 2214 " } }), "r-9")).toMatchObject({
      plate: "LA51ABC", purpose_id: "p-2", case_reference: "26/1", requester: "PC 2214", before: "r-9", camera_ids: [], near: null,
    });
  });
});

let asked: SearchWish[] = [];
beforeEach(() => {
  asked = [];
  server.use(
    http.get("*/api/anpr/searches", () => HttpResponse.json({ searches: [searchRecord("s-1"), searchRecord("s-2", { mine: false, plate: "BD12OVN" })], next: null })),
    http.get("*/api/anpr/searches/:id", ({ params }) => HttpResponse.json(search(String(params["id"]), { look: "look-again" }))),
    http.post("*/api/anpr/searches", async ({ request }) => {
      asked.push((await request.json()) as SearchWish);
      return HttpResponse.json(asked.at(-1)?.plate === "OLD1" ? search("s-w", { status: "waiting", results: [], look: "", why: "It reaches back more than 90 days." }) : search("s-n"), { status: 201 });
    }),
  );
});
const crime = { id: "p-2", name: "Investigation of a reported crime", case_reference: "26000/512", second_person: "", until: null };
const button = () => screen.getByRole("button", { name: "Search" });

describe("the search", () => {
  it("does not run without purpose, case and requester, and says so at each", async () => {
    renderApp(<SearchPage />, { session: session(undefined, { purpose: null }) });
    await userEvent.type(screen.getByRole("textbox", { name: /^Plate/ }), "la51abc");
    await userEvent.click(button());
    expect(await screen.findByRole("alert")).toHaveTextContent(/Not searched yet/);
    expect(screen.getByRole("textbox", { name: /Case reference/ })).toHaveAccessibleDescription(/Without one nothing is searched/);
    expect(screen.getByRole("textbox", { name: /Who asked for it/ })).toBeInvalid();
    expect(screen.getByRole("combobox", { name: /Purpose/ })).toBeInvalid();
    expect(asked).toEqual([]);
  });

  it("starts from what the session looks for, runs, and shows what it found", async () => {
    renderApp(<SearchPage />, { session: session(undefined, { purpose: crime }), route: "/plates/search?plate=la51abc" });
    expect(screen.getByRole("textbox", { name: /Case reference/ })).toHaveValue("26000/512");
    await userEvent.type(screen.getByRole("textbox", { name: /Who asked for it/ }), "PC 2214 Slater");
    await userEvent.click(button());
    const table = await screen.findByRole("table", { name: "Reads that were found" });
    expect(within(table).getByText("Exact")).toBeInTheDocument();
    expect(asked).toMatchObject([{ plate: "LA51ABC", mode: "exact", purpose_id: "p-2", case_reference: "26000/512", requester: "PC 2214 Slater" }]);
    expect(screen.getByRole("link", { name: "Save as CSV" })).toHaveAttribute("href", "/api/anpr/searches/s-n/results.csv");
  });

  it("turns to parts of a plate when * or ? is typed", async () => {
    renderApp(<SearchPage />, { session: session(undefined, { purpose: crime }) });
    await userEvent.type(screen.getByRole("textbox", { name: /^Plate/ }), "la5*");
    expect(screen.getByRole("radio", { name: "In part" })).toBeChecked();
  });

  it("shows nothing while it waits for a second person", async () => {
    renderApp(<SearchPage />, { session: session(undefined, { purpose: crime }), route: "/plates/search?plate=OLD1" });
    await userEvent.type(screen.getByRole("textbox", { name: /Who asked for it/ }), "PC 2214");
    await userEvent.click(button());
    expect(await screen.findByText("Waiting for a second person")).toBeInTheDocument();
    expect(screen.queryByRole("table", { name: "Reads that were found" })).toBeNull();
  });

  it("lists one's own earlier searches, whose results can be looked at again", async () => {
    renderApp(<SearchPage />, { session: session(undefined, { purpose: crime }) });
    const own = await screen.findByRole("table", { name: "Searches that you made" });
    expect(within(own).queryByRole("img", { name: "B D 1 2 O V N" })).toBeNull();
    await userEvent.click(within(own).getByRole("button", { name: "Look again" }));
    expect(await screen.findByRole("table", { name: "Reads that were found" })).toBeInTheDocument();
  });

  it("is refused in plain words where the rights do not reach", async () => {
    server.use(http.post("*/api/anpr/searches", () => HttpResponse.json({ title: "Not allowed", detail: "Your rights do not cover this for that purpose.", advice: "Ask." }, { status: 403 })));
    renderApp(<SearchPage />, { session: session(undefined, { purpose: crime }), route: "/plates/search?plate=LA51ABC" });
    await userEvent.type(screen.getByRole("textbox", { name: /Who asked for it/ }), "PC 2214");
    await userEvent.click(button());
    await waitFor(() => { expect(screen.getByText(/do not cover this for that purpose/)).toBeInTheDocument(); });
  });
});
