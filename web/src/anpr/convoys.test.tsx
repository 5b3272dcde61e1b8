import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import type { Convoy, ConvoyRules, ConvoyWish } from "@/api/platesTypes";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import { chanceWords, convoyFaults, ruleWords, type ConvoyDraft } from "./convoys/words";
import ConvoysPage from "./ConvoysPage";

const draft = (more: Partial<ConvoyDraft> = {}): ConvoyDraft => ({
  plate: "LA51ABC", since: "2026-11-01T00:00:00Z", until: "2026-11-22T00:00:00Z", within: 30, authority: "Supt. A. Reed, 17/2026", why: { purpose: "p-2", reference: "26/1", requester: "PC 2214" }, ...more,
});

describe("a look for convoys in words", () => {
  it("needs one whole plate, an authority that names somebody, and not too long a time", () => {
    expect(convoyFaults(draft(), 31)).toEqual({});
    expect(convoyFaults(draft({ plate: "LA5*" }), 31).plate).toMatch(/known in full/);
    expect(convoyFaults(draft({ authority: " me " }), 31).authority).toMatch(/who allowed it/);
    expect(convoyFaults(draft(), 14).since).toBe("At most 14 days are looked at.");
    expect(Object.keys(convoyFaults(draft({ why: { purpose: null, reference: "", requester: "" } }), 31))).toEqual(["purpose", "reference", "requester"]);
  });

  it("says what its numbers mean", () => {
    expect([chanceWords(0.001), chanceWords(0.0000234), chanceWords(1e-12)]).toEqual(["1 in 1,000", "1 in 43,000", "less than 1 in 10,000,000"]);
    expect(ruleWords({ together: 3, ratio: 3 })).toBe("shared 3 trips or more, at least 3 times as many as traffic explains");
  });
});

const crime = { id: "p-2", name: "Investigation of a reported crime", case_reference: "26000/512", second_person: "", until: null };
const rules: ConvoyRules = { allowed: true, longest_days: 31, together: 3, ratio: 3 };
const found: Convoy = {
  id: "k-1", trips: 6, passes: 12, compared: 41, words: "Neighbours, colleagues and buses do so too: this needs a person's look.",
  vehicles: [{ plate: "XY34ZZZ", together: 5, expected: 0.0312, ratio: 160, p: 0.0000234, sites: ["Horns Bridge", "West Bars"] }],
};
function show(told: Partial<ConvoyRules>, answer: Convoy = found) {
  const asked: ConvoyWish[] = [];
  server.use(
    http.get("*/api/anpr/convoys", () => HttpResponse.json({ ...rules, ...told })),
    http.post("*/api/anpr/convoys", async ({ request }) => { asked.push((await request.json()) as ConvoyWish); return HttpResponse.json(answer, { status: 201 }); }),
  );
  renderApp(<ConvoysPage />, { session: session(undefined, { purpose: crime }), route: "/plates/convoys?plate=LA51ABC" });
  return asked;
}
async function fill() {
  fireEvent.change(await screen.findByRole("textbox", { name: /^Authority/ }), { target: { value: "Supt. A. Reed, 12 November 2026, 17/2026" } });
  fireEvent.change(screen.getByRole("textbox", { name: /Who asked for it/ }), { target: { value: "PC 2214" } });
}
const look = () => userEvent.click(screen.getByRole("button", { name: "Look for them" }));

describe("vehicles that travel together", () => {
  it("are said to be turned off, by whom and why, and nothing can be asked", async () => {
    show({ allowed: false });
    expect(await screen.findByText("Looking for vehicles that travel together is turned off here")).toBeInTheDocument();
    expect(screen.getByText(/looks at vehicles that nobody suspects/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Look for them" })).toBeNull();
  });

  it("are not looked for without an authority", async () => {
    const asked = show({});
    fireEvent.change(await screen.findByRole("textbox", { name: /Who asked for it/ }), { target: { value: "PC 2214" } });
    await look();
    expect(await screen.findByRole("alert")).toHaveTextContent(/Say who allowed it, when, and under which reference/);
    expect(screen.getByRole("textbox", { name: /^Authority/ })).toBeInvalid();
    expect(asked).toEqual([]);
  });

  it("are told with what traffic alone explains, and with a warning", async () => {
    const asked = show({});
    await fill();
    await look();
    const table = await screen.findByRole("table", { name: "Vehicles that travelled together with it" });
    expect(within(table).getByRole("img", { name: "X Y 3 4 Z Z Z" })).toBeInTheDocument();
    expect(within(table).getByText("1 in 43,000")).toBeInTheDocument();
    expect(within(table).getByRole("link", { name: "Journey of XY34 ZZZ" })).toHaveAttribute("href", "/plates/journey?plate=XY34ZZZ");
    expect(screen.getByText(/needs a person's look/)).toBeInTheDocument();
    expect(asked).toMatchObject([{ plate: "LA51ABC", within_s: 30, authority: "Supt. A. Reed, 12 November 2026, 17/2026", case_reference: "26000/512", purpose_id: "p-2", requester: "PC 2214" }]);
  });

  it("may be none, which is an answer", async () => {
    show({}, { ...found, vehicles: [] });
    await fill();
    await look();
    expect(await screen.findByText("Nobody travelled with it more than traffic explains")).toBeInTheDocument();
  });

  it("cannot be told of a vehicle that was not read", async () => {
    show({}, { ...found, vehicles: [], trips: 0, passes: 0 });
    await fill();
    await look();
    await waitFor(() => { expect(screen.getByText("LA51 ABC was not read in that time")).toBeInTheDocument(); });
  });
});
