import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { Route, Routes, useLocation } from "react-router";

import type { Entry, Hotlist } from "@/api/platesTypes";
import { hotlist } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import HotlistPage from "./HotlistPage";
import HotlistsPage from "./HotlistsPage";
import { reviewState } from "./hotlists/words";

const entry = (id: number, plate: string, more: Partial<Entry> = {}): Entry => ({
  id, plate, reason: "", priority: null, expires_at: "2099-01-01T00:00:00Z", review_on: null, reference: `26000/${String(id)}`, expired: false, added_at: "2026-11-01T09:00:00Z", ...more,
});
let lists: Hotlist[] = [];
let entries: Entry[] = [];
const asked: { method: string; path: string; body: unknown }[] = [];
const note = async (request: Request) => {
  const { pathname } = new URL(request.url);
  asked.push({ method: request.method, path: pathname.replace("/api/anpr/hotlists", ""), body: request.method === "DELETE" ? null : await request.json() });
};
beforeEach(() => {
  lists = [hotlist("l-1"), hotlist("l-2", { name: "Found near burglaries", priority: "low", two_person: true, entries: 3, review_on: null }), hotlist("l-3", { name: "Old list", retired: true })];
  entries = [entry(1, "LA51ABC", { reason: "Taken from Saltergate" }), entry(2, "YT68*", { priority: "low" }), entry(3, "FX19LLE", { expired: true })];
  asked.length = 0;
  server.use(
    http.get("*/api/anpr/hotlists", () => HttpResponse.json(lists)),
    http.post("*/api/anpr/hotlists", async ({ request }) => { await note(request); const made = hotlist("l-9", { name: "Blue badges" }); lists = [...lists, made]; return HttpResponse.json(made, { status: 201 }); }),
    http.patch("*/api/anpr/hotlists/:id", async ({ request }) => { await note(request); lists = lists.map((one) => (one.id === "l-1" ? { ...one, retired: true } : one)); return HttpResponse.json(lists[0]); }),
    http.get("*/api/anpr/hotlists/:id/entries", ({ request }) => {
      const q = new URL(request.url).searchParams.get("q") ?? "";
      return HttpResponse.json({ entries: entries.filter((one) => one.plate.startsWith(q)), next: null });
    }),
    http.post("*/api/anpr/hotlists/:id/entries", async ({ request }) => { await note(request); const made = entry(9, "AB12CDE"); entries = [made, ...entries]; return HttpResponse.json(made, { status: 201 }); }),
    http.patch("*/api/anpr/hotlists/:id/entries/:entry", async ({ request }) => { await note(request); return HttpResponse.json(entries[0]); }),
    http.delete("*/api/anpr/hotlists/:id/entries/:entry", async ({ request, params }) => { await note(request); entries = entries.filter((one) => String(one.id) !== params["entry"]); return new HttpResponse(null, { status: 204 }); }),
  );
});
function Where() { return <p>at {useLocation().pathname}</p>; }
const show = (route: string) => renderApp(
  <Routes><Route path="/plates/hotlists" element={<HotlistsPage />} /><Route path="/plates/hotlists/:id" element={<><HotlistPage /><Where /></>} /></Routes>, { route },
);

describe("when a review is due", () => {
  it("is said in whole days, and today is today", () => {
    const now = Date.parse("2026-11-22T14:00:00Z");
    expect(["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2027-02-01"].map((on) => reviewState(on, now).label)).toEqual(["Overdue by 2 days", "Overdue by 1 day", "Due today", "Due in 1 day", "In 71 days"]);
  });
});

describe("the hotlists", () => {
  it("are told with their priority, size and review; retired ones apart", async () => {
    show("/plates/hotlists");
    const table = await screen.findByRole("table", { name: "Hotlists" });
    expect(within(table).getByRole("row", { name: /Found near burglaries.*Low.*3.*No date/ })).toBeInTheDocument();
    expect(within(table).queryByText("Old list")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Show 1 retired list" }));
    expect(await screen.findByRole("link", { name: "Old list" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Stolen vehicles" })).toBeNull();
  });

  it("are made with an owner and a reason, and then opened", async () => {
    show("/plates/hotlists");
    await userEvent.click(await screen.findByRole("button", { name: "New hotlist" }));
    const dialog = await screen.findByRole("dialog", { name: "New hotlist" });
    const make = within(dialog).getByRole("button", { name: "Make the list" });
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Name/ }), { target: { value: " Blue badges " } });
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Owner/ }), { target: { value: "Insp. R. Hale" } });
    expect(make).toBeDisabled();
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Reason/ }), { target: { value: "Badges reported as stolen" } });
    await userEvent.click(make);
    expect(await screen.findByText("at /plates/hotlists/l-9")).toBeInTheDocument();
    expect(asked[0]).toMatchObject({ method: "POST", path: "", body: { name: "Blue badges", owner: "Insp. R. Hale", reason: "Badges reported as stolen", two_person: false } });
  });

  it("say what to do where there is none, and what went wrong where they were not read", async () => {
    lists = [];
    show("/plates/hotlists");
    expect(await screen.findByText("Make one, then type its plates or bring them in from CSV.")).toBeInTheDocument();
    server.use(http.get("*/api/anpr/hotlists", () => HttpResponse.json({ title: "Not allowed", detail: "Ask for the right.", advice: "Ask." }, { status: 403 })));
    show("/plates/hotlists");
    expect(await screen.findByText(/The lists were not read/)).toBeInTheDocument();
  });
});

describe("one hotlist", () => {
  const row = async (plate: string) => {
    const table = await screen.findByRole("table", { name: "Entries of Stolen vehicles" });
    return (await within(table).findByRole("img", { name: plate })).closest("tr") as HTMLElement;
  };

  it("shows each plate with its reason, priority and state", async () => {
    show("/plates/hotlists/l-1");
    expect(await row("L A 5 1 A B C")).toHaveTextContent(/Taken from Saltergate.*High.*In force/);
    expect(await row("Y T 6 8 any characters")).toHaveTextContent(/Part.*as the list.*Low/);
    const gone = await row("F X 1 9 L L E");
    expect(gone).toHaveTextContent("Expired");
    expect(within(gone).queryByRole("button", { name: "End" })).toBeNull();
  });

  it("is searched by the beginning of a plate", async () => {
    show("/plates/hotlists/l-1");
    await row("L A 5 1 A B C");
    fireEvent.change(screen.getByRole("textbox", { name: /beginning of their plate/ }), { target: { value: "yt 6" } });
    await waitFor(() => { expect(screen.queryByRole("img", { name: "L A 5 1 A B C" })).toBeNull(); });
    expect(await row("Y T 6 8 any characters")).toBeInTheDocument();
  });

  it("takes a plate, and refuses one that would hit half the traffic", async () => {
    show("/plates/hotlists/l-1");
    await userEvent.click(await screen.findByRole("button", { name: "Add a plate" }));
    const dialog = await screen.findByRole("dialog", { name: "Add a plate" });
    const plate = within(dialog).getByRole("textbox", { name: /^Plate/ });
    fireEvent.change(plate, { target: { value: "A*" } });
    await userEvent.click(within(dialog).getByRole("button", { name: "Add it" }));
    expect(plate).toBeInvalid();
    expect(asked).toEqual([]);
    fireEvent.change(plate, { target: { value: "ab12 cde" } });
    await userEvent.click(within(dialog).getByRole("button", { name: "Add it" }));
    expect(await row("A B 1 2 C D E")).toBeInTheDocument();
    expect(asked[0]).toMatchObject({ method: "POST", path: "/l-1/entries", body: { plate: "AB12CDE", priority: null } });
  });

  it("ends an entry, or takes it off, after a question", async () => {
    show("/plates/hotlists/l-1");
    await userEvent.click(within(await row("L A 5 1 A B C")).getByRole("button", { name: "End" }));
    await userEvent.click(within(await screen.findByRole("dialog", { name: "End the entry LA51 ABC now?" })).getByRole("button", { name: "End it now" }));
    await waitFor(() => { expect(asked).toHaveLength(1); });
    expect(asked[0]).toMatchObject({ method: "PATCH", path: "/l-1/entries/1" });
    await userEvent.click(within(await row("Y T 6 8 any characters")).getByRole("button", { name: "Take off" }));
    await userEvent.click(within(await screen.findByRole("dialog", { name: "Take YT68* off the list?" })).getByRole("button", { name: "Take it off" }));
    await waitFor(() => { expect(screen.queryByRole("img", { name: "Y T 6 8 any characters" })).toBeNull(); });
    expect(asked[1]).toMatchObject({ method: "DELETE", path: "/l-1/entries/2" });
  });

  it("is retired for good, and then has no more buttons", async () => {
    show("/plates/hotlists/l-1");
    await userEvent.click(await screen.findByRole("button", { name: "Retire" }));
    const dialog = await screen.findByRole("dialog", { name: "Retire Stolen vehicles?" });
    expect(within(dialog).getByText(/cannot be taken back/)).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole("button", { name: "Retire it" }));
    await waitFor(() => { expect(screen.queryByRole("button", { name: "Add a plate" })).toBeNull(); });
    expect(asked).toEqual([{ method: "PATCH", path: "/l-1", body: { retired: true } }]);
  });

  it("that is not there says so", async () => {
    show("/plates/hotlists/l-77");
    expect(await screen.findByText("There is no such list")).toBeInTheDocument();
  });
});
