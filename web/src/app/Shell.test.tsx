import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Route, Routes, useLocation } from "react-router";

import type { Permission } from "@/api/types";
import { renderApp } from "@/testing/render";
import { session } from "@/testing/town";

import { homeFor } from "./places";
import { NotAllowedPage } from "./PlainPages";
import { Shell } from "./Shell";

function Where() {
  const { pathname, search } = useLocation();
  return <h1>{pathname + search}</h1>;
}
const show = (permissions?: Permission[], route = "/system") =>
  renderApp(<Routes><Route element={<Shell />}><Route path="*" element={<Where />} /></Route></Routes>, { session: session(permissions), route });
const places = () => within(screen.getByRole("navigation", { name: "Places" })).getAllByRole("link").map((link) => link.textContent);

beforeEach(() => {
  vi.stubGlobal("WebSocket", class { readyState = 0; close() { this.readyState = 3; } });
});

describe("shell", () => {
  it("shows only the places that one may go to", () => {
    show(["session.own", "estate.read", "status.read"]);
    expect(places()).toEqual(["Cameras", "System"]);
    expect(homeFor(["session.own", "estate.read"])).toBe("/cameras");
    expect(homeFor(["session.own"])).toBe("/account");
  });

  it("counts the alarms and says what they are", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "1 alarm" }));
    expect(await screen.findByText("2 Market Place south: signal lost")).toBeInTheDocument();
    expect(screen.getByText("No route to host")).toBeInTheDocument();
  });

  it("finds a camera by number from any screen", async () => {
    show();
    await screen.findByRole("button", { name: "1 alarm" });
    await userEvent.keyboard("/");
    const box = screen.getByRole("textbox", { name: /find a camera/i });
    expect(box).toHaveFocus();
    await userEvent.keyboard("12{Enter}");
    await waitFor(() => { expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("/cameras/c-12"); });
  });

  it("calls it onto the wall when the wall is open", async () => {
    show(undefined, "/wall");
    await screen.findByRole("button", { name: "1 alarm" });
    await userEvent.keyboard("/station{Enter}");
    await waitFor(() => { expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("/wall?call=c-12"); });
  });

  it("lists the keys under ?", async () => {
    show();
    await userEvent.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keys that work here" })).toHaveTextContent(/Find a camera by number, name or place/);
  });

  it("says plainly what is not allowed, and whom to ask", () => {
    renderApp(<NotAllowedPage need="audit.read" />);
    expect(screen.getByText(/does not include the audit log/i)).toBeInTheDocument();
    expect(screen.getByText(/ask the CCTV manager/i)).toBeInTheDocument();
  });
});
