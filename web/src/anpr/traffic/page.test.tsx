import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { PlateSite } from "@/api/platesTypes";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import AccuracyPage from "../AccuracyPage";
import TrafficPage from "../TrafficPage";

let sites: PlateSite[] = [];
const ways: string[] = [];
beforeEach(() => {
  sites = [{ id: "s-a", name: "Ashgate", cameras: 1 }, { id: "s-h", name: "Horns Bridge", cameras: 2 }, { id: "s-w", name: "West Bars", cameras: 2 }];
  ways.length = 0;
  server.use(
    http.get("*/api/anpr/sites", () => HttpResponse.json(sites)),
    // Whoever only counts may not read the estate: asking for its sites would be refused.
    http.get("*/api/sites", () => HttpResponse.json({ title: "Not allowed" }, { status: 403 })),
    http.get("*/api/anpr/timing", ({ request }) => {
      const asked = new URL(request.url).searchParams;
      ways.push(`${asked.get("from_site") ?? ""} ${asked.get("to_site") ?? ""}`);
      return HttpResponse.json({ pairs: 40, p10: 120, p50: 175, p90: 340, suppressed_below: 5, by_hour: [] });
    }),
    http.get("*/api/anpr/counts", () => HttpResponse.json({ by: "hour", flows: [] })),
    http.get("*/api/anpr/counts/od", () => HttpResponse.json({ cells: [], suppressed_below: 5 })),
  );
});
const councillor = session(["session.own", "plates.count"]);

describe("times between sites", () => {
  it("are there for whoever may only count, first between the two roundabouts", async () => {
    renderApp(<TrafficPage />, { session: councillor });
    const there = await screen.findByRole("region", { name: "Horns Bridge to West Bars" });
    await waitFor(() => { expect(there).toHaveTextContent(/2 min 55 s.*40/); });
    expect(screen.getByRole("region", { name: "West Bars to Horns Bridge" })).toBeInTheDocument();
    expect(ways.sort()).toEqual(["s-h s-w", "s-w s-h"]);
    await userEvent.click(screen.getByRole("combobox", { name: "From" }));
    await userEvent.click(await screen.findByRole("option", { name: "Ashgate" }));
    expect(await screen.findByRole("region", { name: "Ashgate to West Bars" })).toBeInTheDocument();
  });

  it("need two sites, and say so", async () => {
    sites = sites.slice(0, 1);
    renderApp(<TrafficPage />, { session: councillor });
    expect(await screen.findByText("Times need two sites")).toBeInTheDocument();
    expect(ways).toEqual([]);
  });
});

describe("accuracy", () => {
  it("is asked for in days, which is what the server takes", async () => {
    const asked: string[] = [];
    server.use(
      http.get("*/api/anpr/accuracy", ({ request }) => {
        const span = new URL(request.url).searchParams;
        asked.push(span.get("since") ?? "", span.get("until") ?? "");
        return HttpResponse.json([{ camera_id: "c-17", camera: "Horns Bridge in", checked: 20, right: 20, wrong: 0, unreadable: 0, share: 1, low: 0.839, high: 1 }]);
      }),
      http.get("*/api/anpr/retention", () => HttpResponse.json({ days: 31, held: 1, review_due: 1, last: null })),
    );
    renderApp(<AccuracyPage />, { session: councillor });
    expect(await screen.findByText("83.9 % to 100.0 %")).toBeInTheDocument();
    expect(screen.getByText("1, 1 due for review")).toBeInTheDocument();
    await waitFor(() => { expect(asked).toHaveLength(2); });
    for (const day of asked) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(screen.queryByRole("link", { name: "Check reads" })).toBeNull();
  });
});
