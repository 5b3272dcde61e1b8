import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { read } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import LivePage from "./LivePage";

class FakeSocket {
  static last: FakeSocket | null = null;
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;
  constructor() { FakeSocket.last = this; }
  close() { return undefined; }
  tell(id: string, plate: string, at: string) {
    act(() => { this.onmessage?.({ data: JSON.stringify({ id: "1", kind: "plates.reads", at, body: { reads: [read(id, plate, { at, camera: "West Bars in", camera_number: 19, camera_id: "c-19" })] } }) }); });
  }
}
const row = (name: RegExp) => screen.findByRole("button", { name });

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => { run(); return 0; });
  server.use(http.get("*/api/anpr/reads/latest", () => HttpResponse.json({ look: "look-1", reads: [read("r-1", "LA51ABC"), read("r-2", "BD12OVN", { final: false, confirmed: false, at: "2026-11-22T14:31:00Z" })] })));
});

describe("live reads on the screen", () => {
  it("show plates, how sure they are, and whether they are final", async () => {
    renderApp(<LivePage />);
    expect(await row(/L A 5 1 A B C.*Sure 98 %.*17 Horns Bridge in.*Towards.*Final/)).toBeInTheDocument();
    expect(await row(/B D 1 2 O V N.*Provisional/)).toBeInTheDocument();
  });

  it("take in what comes, hold still while paused, and count what came since", async () => {
    renderApp(<LivePage />);
    await row(/L A 5 1/);
    FakeSocket.last?.tell("r-3", "YT68KDR", "2026-11-22T14:33:00Z");
    await row(/Y T 6 8 K D R/);
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    FakeSocket.last?.tell("r-4", "FX19LLE", "2026-11-22T14:34:00Z");
    expect(await screen.findByRole("button", { name: "Go on: 1 read came since" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /F X 1 9/ })).toBeNull();
    await userEvent.keyboard("p");
    await row(/F X 1 9 L L E/);
  });

  it("open one with every way to read it and the ways on", async () => {
    renderApp(<LivePage />);
    await userEvent.click(await row(/L A 5 1/));
    const open = await screen.findByRole("complementary", { name: "The read that is open" });
    expect(within(open).getByText("UK, since 2001")).toBeInTheDocument();
    expect(within(open).getByRole("img", { name: /17 Horns Bridge in at 14:32:05/ })).toHaveAttribute("src", "/api/anpr/reads/r-1/overview.jpg?look=look-1");
    expect(within(open).getByRole("link", { name: "Play back this moment" })).toHaveAttribute("href", "/playback?camera=c-17&at=2026-11-22T14%3A32%3A01.200Z");
    expect(within(open).getByRole("link", { name: "Search this plate" })).toHaveAttribute("href", "/plates/search?plate=LA51ABC");
    await userEvent.keyboard("{ArrowDown}");
    expect(within(open).getByText("Provisional")).toBeInTheDocument();
  });

  it("say in words what went wrong", async () => {
    server.use(http.get("*/api/anpr/reads/latest", () => HttpResponse.json({ title: "Not allowed", detail: "Your rights do not cover this camera.", advice: "Ask an administrator." }, { status: 403 })));
    renderApp(<LivePage />);
    expect(await screen.findByText(/Your rights do not cover this camera/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });
});
