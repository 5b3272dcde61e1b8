import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeSocket, installFakes } from "@/player/testing/fakes";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { ALL_PERMISSIONS, session } from "@/testing/town";

import WallPage from "./WallPage";

beforeEach(() => {
  localStorage.clear();
  installFakes();
  window.HTMLMediaElement.prototype.load = () => undefined;
});
afterEach(() => { vi.unstubAllGlobals(); });

const tile = (name: RegExp) => screen.findByRole("region", { name });

describe("the wall", () => {
  it("hangs every camera at once, and opens one live picture for each", async () => {
    renderApp(<WallPage />, { route: "/wall" });
    await tile(/Camera 1, Market Place north/);
    expect(screen.getByRole("region", { name: /Camera 12/ })).toBeInTheDocument();
    expect(FakeSocket.made.map((one) => new URL(one.url).pathname)).toContain("/api/video/cameras/c-12/live");
  });

  it("says how each camera is in words", async () => {
    renderApp(<WallPage />);
    const lost = await tile(/Camera 2,/);
    expect(within(lost).getByText("Signal lost")).toBeInTheDocument();
    expect(within(lost).getByText("No rec")).toBeInTheDocument();
    expect(within(await tile(/Camera 1,/)).getByText("Rec")).toBeInTheDocument();
  });

  it("calls a camera by its number", async () => {
    renderApp(<WallPage />, { route: "/wall?camera=c-1" });
    await tile(/Camera 1,/);
    await userEvent.keyboard("12{Enter}");
    expect(await tile(/Camera 12,/)).toHaveAttribute("aria-current", "true");
    await userEvent.keyboard("77{Enter}");
    expect(screen.getByText("There is no camera 77.")).toBeInTheDocument();
  });

  it("moves, enlarges, goes back and takes off by keyboard", async () => {
    renderApp(<WallPage />);
    expect(await tile(/Camera 1,/)).toHaveAttribute("aria-current", "true");
    await userEvent.keyboard("{ArrowRight}");
    expect(await tile(/Camera 2,/)).toHaveAttribute("aria-current", "true");
    await userEvent.keyboard("{Enter}");
    await waitFor(() => { expect(screen.queryByRole("region", { name: /Camera 1,/ })).toBeNull(); });
    await userEvent.keyboard("{Escape}");
    await tile(/Camera 1,/);
    await userEvent.keyboard("{Delete}");
    await waitFor(() => { expect(screen.queryByRole("region", { name: /Camera 2,/ })).toBeNull(); });
  });

  it("replays the last half minute in the tile, for those who may", async () => {
    server.use(http.get("*/api/video/cameras/:id/fragments", () => HttpResponse.json({ look: "l", segments: [], next: null })));
    renderApp(<WallPage />, { route: "/wall?camera=c-1" });
    await tile(/Camera 1,/);
    await userEvent.keyboard("r");
    expect(await screen.findByText("Replay")).toBeInTheDocument();
    await userEvent.keyboard("r");
    await waitFor(() => { expect(screen.queryByText("Replay")).toBeNull(); });
  });

  it("offers no replay to those who may not", async () => {
    renderApp(<WallPage />, { session: session(ALL_PERMISSIONS.filter((one) => one !== "footage.replay")), route: "/wall?camera=c-1" });
    await tile(/Camera 1,/);
    expect(screen.queryByLabelText(/Replay the last/)).toBeNull();
  });

  it("changes its shape, and shows a camera from the list", async () => {
    renderApp(<WallPage />, { route: "/wall?camera=c-1" });
    await tile(/Camera 1,/);
    await userEvent.click(screen.getByRole("radio", { name: "4 tiles" }));
    expect(screen.getAllByRole("region", { name: /Tile \d, empty/ })).toHaveLength(3);
    await userEvent.click(screen.getByRole("button", { name: /^12 Railway station forecourt/ }));
    await tile(/Camera 12,/);
  });

  it("saves the wall as a layout", async () => {
    let saved: unknown = null;
    server.use(http.post("*/api/video/layouts", async ({ request }) => {
      saved = await request.json();
      return HttpResponse.json({ id: "l-1", ...(saved as object) });
    }));
    renderApp(<WallPage />, { route: "/wall?camera=c-1&camera=c-2" });
    await tile(/Camera 1,/);
    await userEvent.click(screen.getByRole("button", { name: "Layouts" }));
    await userEvent.click(await screen.findByText("Save this wall..."));
    await userEvent.type(await screen.findByLabelText(/^Name/), "Evening");
    await userEvent.click(screen.getByRole("button", { name: "Save layout" }));
    await waitFor(() => { expect(saved).toMatchObject({ name: "Evening", columns: 2, tiles: ["c-1", "c-2", null, null], tour_seconds: null }); });
  });
});
