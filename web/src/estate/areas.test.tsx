import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { Route, Routes } from "react-router";
import { describe, expect, it, vi } from "vitest";

import type { CameraWrite } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { camera, session } from "@/testing/town";

import CameraAreasPage from "./CameraAreasPage";
import CameraPage from "./CameraPage";
import { areasOf, doubtOf, movementWords } from "./movement";

vi.mock("@/map/CameraMap", () => ({ CameraMap: () => null }));

const AREA = [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]];
const market = (more = {}) => camera(1, "Market Place", "online", more);
const show = (one = market(), who = session()) => {
  const sent: CameraWrite[] = [];
  server.use(
    http.get("*/api/cameras", () => HttpResponse.json([one])),
    http.patch("*/api/cameras/c-1", async ({ request }) => {
      const body = await request.json() as CameraWrite;
      sent.push(body);
      return HttpResponse.json({ ...one, ...body });
    }),
  );
  renderApp(<Routes>
    <Route path="/cameras/:id" element={<CameraPage />} />
    <Route path="/cameras/:id/areas" element={<CameraAreasPage />} />
  </Routes>, { route: "/cameras/c-1/areas", session: who });
  return sent;
};

describe("what movement ignores", () => {
  it("lies on a still of the camera, and is saved with what was there", async () => {
    const sent = show(market({ motion_ignore: [AREA] }));
    const still = await screen.findByRole("img", { name: "Camera 1 a moment ago" });
    expect(still.getAttribute("src")).toMatch(/^\/api\/video\/cameras\/c-1\/still\.jpg\?at=.*&width=1280$/);
    expect(screen.getByText(/1 area, together 25 % of the picture/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Add a rectangle" }));
    await userEvent.click(screen.getByRole("switch", { name: /Mark movement/ }));
    await userEvent.click(screen.getByRole("button", { name: "Save the areas" }));
    expect(await screen.findByText("Areas saved")).toBeInTheDocument();
    expect(sent).toEqual([{ motion: "keyframes", motion_ignore: [AREA, [[0.26, 0.26], [0.56, 0.26], [0.56, 0.56], [0.26, 0.56]]] }]);
    expect(await screen.findByRole("heading", { name: "1 Market Place" })).toBeInTheDocument();
  });

  it("asks for a newer picture only when told to", async () => {
    show();
    const first = (await screen.findByRole("img", { name: /a moment ago/ })).getAttribute("src");
    await userEvent.click(screen.getByRole("button", { name: "Add a rectangle" }));
    expect(screen.getByRole("img", { name: /a moment ago/ }).getAttribute("src")).toBe(first);
    await userEvent.click(screen.getByRole("button", { name: "A newer picture" }));
    expect(screen.getByRole("img", { name: /a moment ago/ }).getAttribute("src")).not.toBe(first);
  });

  it("works without a picture, where there is none or none may be seen", async () => {
    show();
    fireEvent.error(await screen.findByRole("img", { name: /a moment ago/ }));
    expect(screen.getByText(/No recorded picture could be fetched/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Add a rectangle" }));
    expect(screen.getByText(/1 area, together 9 % of the picture/)).toBeInTheDocument();
  });

  it("fetches no picture for whoever may not replay this camera", async () => {
    show(market({ may: ["estate.read", "estate.write"] }));
    expect(await screen.findByText(/You may not see this camera's pictures/)).toBeInTheDocument();
    expect(screen.queryByRole("img", { name: /a moment ago/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "A newer picture" })).not.toBeInTheDocument();
  });

  it("says what the server refuses, and loses nothing", async () => {
    show(market({ motion_ignore: [AREA] }));
    server.use(http.patch("*/api/cameras/c-1", () => HttpResponse.json({ title: "Too late", detail: "Camera 1 is retired." }, { status: 410 })));
    await userEvent.click(await screen.findByRole("button", { name: "Save the areas" }));
    expect(await screen.findByText("Camera 1 is retired.")).toBeInTheDocument();
    expect(screen.getByText(/1 area, together 25 %/)).toBeInTheDocument();
  });

  it("is offered on the camera's page to whoever may change it", async () => {
    server.use(http.get("*/api/cameras", () => HttpResponse.json([market({ motion: "keyframes", motion_ignore: [AREA], ptz: true })])));
    renderApp(<Routes><Route path="/cameras/:id" element={<CameraPage />} /></Routes>, { route: "/cameras/c-1" });
    expect(await screen.findByRole("link", { name: "What movement ignores" })).toHaveAttribute("href", "/cameras/c-1/areas");
    expect(screen.getByText("Marked on the timeline, but not in 1 area (25 % of the picture)")).toBeInTheDocument();
    expect(screen.getByText("Yes (PTZ): another view is no fault")).toBeInTheDocument();
  });

  it("is not offered to whoever may only read", async () => {
    server.use(http.get("*/api/cameras", () => HttpResponse.json([market()])));
    renderApp(<Routes><Route path="/cameras/:id" element={<CameraPage />} /></Routes>, { route: "/cameras/c-1", session: session(["session.own", "estate.read"]) });
    expect(await screen.findByText("Not looked for")).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "What movement ignores" })).not.toBeInTheDocument();
  });
});

describe("in words", () => {
  it("says what is looked for, and where not", () => {
    expect(movementWords(market({ motion_ignore: [AREA] }))).toBe("Not looked for");
    expect(movementWords(market({ motion: "keyframes" }))).toBe("Marked on the timeline");
  });
  it("doubts areas that do nothing, on a camera that moves, and that leave nothing", () => {
    const [area] = areasOf({ motion_ignore: [AREA] });
    const all = areasOf({ motion_ignore: [[[0, 0], [1, 0], [1, 1], [0, 1]]] });
    const still = { motion: true, ptz: false };
    expect(doubtOf(area ? [area] : [], still)).toBeNull();
    expect(doubtOf(area ? [area] : [], { motion: false, ptz: false })).toMatch(/do nothing yet/);
    expect(doubtOf(area ? [area] : [], { motion: true, ptz: true })).toMatch(/moves by itself/);
    expect(doubtOf([], { motion: false, ptz: true })).toBeNull();
    expect(doubtOf(all, still)).toMatch(/Next to nothing/);
  });
});
