import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { applyEvent } from "@/api/events";
import type { Export, Hold } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { ALL_PERMISSIONS, session } from "@/testing/town";

import ExportsPage from "./ExportsPage";
import HoldsPage from "./HoldsPage";

const SHA = "a".repeat(64);
const done: Export = {
  id: "e-1", status: "done", progress: 1, bytes_done: 1e8, bytes_total: 1e8, error: null, from: "2026-11-22T10:00:00Z", to: "2026-11-22T10:15:00Z",
  purpose: "Police request", purpose_id: "p-2", reason: "Assault", reference: "26000612345", requested_by: "Sam Okafor", requested_at: "2026-11-22T11:00:00Z", finished_at: null, removed_at: null, working_copy: true,
  files: [{ name: "cam-1.mp4", camera: "c-1", kind: "master", bytes: 1e8, sha256: SHA, url: "/api/video/exports/e-1/files/cam-1.mp4" }],
};
const running: Export = { ...done, id: "e-2", status: "running", progress: 0.25, bytes_done: 2.5e7, purpose: "Insurance or civil claim", reference: null, files: [] };
const failed: Export = { ...running, id: "e-3", status: "failed", error: "The volume is not mounted.", purpose: "Internal review" };

describe("exports", () => {
  it("shows files with their hashes, progress live, and failures in words", async () => {
    server.use(http.get("*/api/video/exports", () => HttpResponse.json([done, running, failed])));
    const { cache } = renderApp(<ExportsPage />);
    const link = await screen.findByRole("link", { name: /cam-1.mp4/ });
    expect(link).toHaveAttribute("href", "/api/video/exports/e-1/files/cam-1.mp4");
    expect(screen.getByText(SHA)).toBeInTheDocument();
    expect(screen.getByText("25 %")).toBeInTheDocument();
    expect(screen.getByText("The volume is not mounted.")).toBeInTheDocument();
    applyEvent(cache, { id: "1", kind: "export.progress", at: "", body: { export_id: "e-2", status: "running", progress: 0.5 } });
    expect(await screen.findByText("50 %")).toBeInTheDocument();
  });

  it("offers a file only once it is whole", async () => {
    const half = { ...done, status: "running" as const, files: done.files.map((file) => ({ ...file, bytes: 0, sha256: "" })) };
    server.use(http.get("*/api/video/exports", () => HttpResponse.json([half])));
    renderApp(<ExportsPage />);
    expect(await screen.findByText("Being made")).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: /cam-1.mp4/ })).toBeNull();
  });

  it("cancels after asking", async () => {
    let cancelled = "";
    server.use(
      http.get("*/api/video/exports", () => HttpResponse.json([running])),
      http.delete("*/api/video/exports/:id", ({ params }) => {
        cancelled = String(params["id"]);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    renderApp(<ExportsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    await userEvent.click(await screen.findByRole("button", { name: "Cancel export" }));
    await waitFor(() => { expect(cancelled).toBe("e-2"); });
  });

  it("says that there is none, and what a refused order means", async () => {
    server.use(http.get("*/api/video/exports", () => HttpResponse.json({ title: "Not allowed", detail: "No.", advice: "Ask." }, { status: 403 })));
    renderApp(<ExportsPage />);
    expect(await screen.findByText("No.")).toBeInTheDocument();
  });
});

const hold: Hold = {
  id: "h-1", cameras: ["c-1", "c-12"], from: "2026-11-22T10:00:00Z", to: null, reason: "Assault, Market Place", reference: "26000612345",
  review_on: "2099-01-01", placed_by: "Sam Okafor", placed_at: "2026-11-22T11:00:00Z", released_at: null, released_by: null, release_reason: null, kind: "manual", purpose: "Public safety", purpose_id: "p-1",
};

describe("holds", () => {
  it("lists what is held, with a way into playback", async () => {
    server.use(http.get("*/api/video/holds", () => HttpResponse.json([hold, { ...hold, id: "h-2", reason: "Old matter", released_at: "2026-11-20T00:00:00Z" }])));
    renderApp(<HoldsPage />);
    const entry = (await screen.findByText(/Assault, Market Place/)).closest("li");
    if (entry === null) throw new Error("no entry");
    expect(await within(entry).findByText(/1 Market Place north, 12 Railway station forecourt/)).toBeInTheDocument();
    expect(within(entry).getByRole("link", { name: "Open in playback" })).toHaveAttribute("href", "/playback?camera=c-1&camera=c-12&at=2026-11-22T10%3A00%3A00Z");
    expect(screen.queryByText("Old matter")).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "Released" }));
    expect(screen.getByText("Old matter")).toBeInTheDocument();
  });

  it("releases with a reason only", async () => {
    let reason = "";
    server.use(
      http.get("*/api/video/holds", () => HttpResponse.json([hold])),
      http.post("*/api/video/holds/h-1/release", async ({ request }) => {
        reason = ((await request.json()) as { reason: string }).reason;
        return HttpResponse.json(hold);
      }),
    );
    renderApp(<HoldsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Release..." }));
    const release = await screen.findByRole("button", { name: "Release hold" });
    expect(release).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/^Reason/), "Case closed");
    await userEvent.click(release);
    await waitFor(() => { expect(reason).toBe("Case closed"); });
  });

  it("places a hold that has no end", async () => {
    let placed: unknown = null;
    server.use(http.post("*/api/video/holds", async ({ request }) => {
      placed = await request.json();
      return HttpResponse.json(hold);
    }));
    renderApp(<HoldsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Place a hold" }));
    await userEvent.click(await screen.findByRole("combobox", { name: /Cameras/ }));
    await userEvent.click(await screen.findByText("12 Railway station forecourt"));
    await userEvent.type(screen.getByLabelText(/^From/), "22/11/2025 10:00{Enter}");
    await userEvent.click(screen.getByLabelText(/No end/));
    await userEvent.type(screen.getByLabelText(/^Reason/), "Robbery");
    await userEvent.click(screen.getByRole("button", { name: "Place hold" }));
    await waitFor(() => { expect(placed).toMatchObject({ cameras: ["c-12"], from: "2025-11-22T10:00:00Z", to: null, reason: "Robbery", reference: null }); });
  });

  it("offers no release to those who may not", async () => {
    server.use(http.get("*/api/video/holds", () => HttpResponse.json([hold])));
    renderApp(<HoldsPage />, { session: session(ALL_PERMISSIONS.filter((one) => one !== "footage.release_hold")) });
    await screen.findByText(/Assault, Market Place/);
    expect(screen.queryByRole("button", { name: "Release..." })).toBeNull();
  });
});
