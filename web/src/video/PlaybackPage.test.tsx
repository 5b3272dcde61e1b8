import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { installFakes } from "@/player/testing/fakes";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import PlaybackPage from "./PlaybackPage";

const AT = "2026-07-01T12:00:00Z";

beforeEach(() => {
  installFakes();
  window.HTMLMediaElement.prototype.load = () => undefined;
  window.HTMLCanvasElement.prototype.getContext = () => null;
  server.use(
    http.get("*/api/video/cameras/:id/fragments", () => HttpResponse.json({ look: "l", segments: [], next: null })),
    http.get("*/api/video/timeline", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
      return HttpResponse.json({
        from, to,
        cameras: query.getAll("camera").map((camera) => ({
          camera, spans: [{ from, to: AT }], gaps: [{ from: "2026-07-01T12:00:00Z", to: "2026-07-01T12:10:00Z", reason: "Recorder restarted" }],
          holds: [], activity: [0, 255], motion: [], spells: [], oldest: from, newest: to, loss_date: null,
        })),
      });
    }),
  );
});
afterEach(() => { vi.unstubAllGlobals(); });

const open = () => renderApp(<PlaybackPage />, { route: `/playback?camera=c-1&camera=c-12&at=${AT}` });

describe("playback", () => {
  it("asks which cameras, and takes them", async () => {
    renderApp(<PlaybackPage />, { route: "/playback" });
    await userEvent.click(await screen.findByRole("button", { name: "Cameras (0)" }));
    await userEvent.click(await screen.findByLabelText(/12\s+Railway station/));
    expect(await screen.findByRole("region", { name: /Camera 12/ })).toBeInTheDocument();
  });

  it("shows the moment in London time, and why there is no recording", async () => {
    open();
    expect(await screen.findByRole("timer")).toHaveTextContent("13:00:00");
    expect(screen.getByRole("timer")).toHaveTextContent("BST");
    expect(await screen.findAllByText("Recorder restarted")).not.toHaveLength(0);
    await waitFor(() => {
      expect(screen.getByRole("slider", { name: "Position in the recording" })).toHaveAttribute("aria-valuetext", expect.stringContaining("Recorder restarted"));
    });
  });

  it("goes to a typed time", async () => {
    open();
    const field = await screen.findByLabelText("Go to date and time");
    await userEvent.clear(field);
    await userEvent.type(field, "30/06/2026 09:15:20{Enter}");
    expect(screen.getByRole("timer")).toHaveTextContent("09:15:20");
  });

  it("marks a range by keyboard, tells its size, and orders an export", async () => {
    let order: unknown = null;
    server.use(http.post("*/api/video/exports", async ({ request }) => {
      order = await request.json();
      return HttpResponse.json({ id: "e-1" });
    }));
    open();
    await screen.findByRole("timer");
    await userEvent.keyboard("{Shift>}{ArrowLeft}{/Shift}[[{ArrowRight}]");
    expect(await screen.findByText("10 s")).toBeInTheDocument();
    await waitFor(() => { expect(screen.getByText("10.0 MB")).toBeInTheDocument(); });
    await userEvent.click(screen.getByRole("button", { name: "Export..." }));
    const purpose = await screen.findByRole("combobox", { name: /Purpose/ });
    expect(purpose).toHaveValue("Public safety");
    await userEvent.click(purpose);
    expect(screen.getByRole("option", { name: /^Authorised surveillance \(state it first/ })).toHaveAttribute("data-combobox-disabled");
    await userEvent.click(await screen.findByText("Investigation of a reported crime"));
    await userEvent.type(screen.getByLabelText(/^Reason/), "Assault");
    expect(screen.getByRole("button", { name: "Order export" })).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/^Reference/), "26/77");
    await userEvent.click(screen.getByRole("button", { name: "Order export" }));
    await waitFor(() => {
      expect(order).toEqual({
        cameras: ["c-1", "c-12"], from: "2026-07-01T11:59:00Z", to: "2026-07-01T11:59:10Z", purpose: "p-2", reason: "Assault", working_copy: true, reference: "26/77",
      });
    });
  });

  it("lists the gaps as words that can be pressed", async () => {
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Gaps (2)" }, { timeout: 8000 }));
    await userEvent.click((await screen.findAllByRole("button", { name: /Recorder restarted/ }))[0] ?? document.body);
    expect(screen.getByRole("timer")).toHaveTextContent("12:59:58");
  });

  it("leaves out a camera", async () => {
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Leave out Market Place north" }));
    await waitFor(() => { expect(screen.queryByRole("region", { name: /Camera 1,/ })).toBeNull(); });
  });
});
