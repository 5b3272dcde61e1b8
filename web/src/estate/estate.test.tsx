import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { Route, Routes, useLocation } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { CameraWrite, ImportResult, ProbeResult } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { camera, session } from "@/testing/town";

import CameraEditPage from "./CameraEditPage";
import CameraPage from "./CameraPage";
import CamerasPage from "./CamerasPage";
import ImportPage from "./ImportPage";
import SitesPage from "./SitesPage";

vi.mock("@/map/CameraMap", () => ({ CameraMap: ({ label }: { label: string }) => <div role="img" aria-label={label} /> }));

const Where = () => <p data-testid="where">{useLocation().pathname + useLocation().search}</p>;
const show = (route: string, who = session()) => renderApp(
  <>
    <Where />
    <Routes>
      <Route path="/cameras" element={<CamerasPage />} />
      <Route path="/cameras/new" element={<CameraEditPage />} />
      <Route path="/cameras/import" element={<ImportPage />} />
      <Route path="/cameras/sites" element={<SitesPage />} />
      <Route path="/cameras/:id" element={<CameraPage />} />
      <Route path="/cameras/:id/edit" element={<CameraEditPage />} />
    </Routes>
  </>, { route, session: who });
const where = () => screen.getByTestId("where").textContent;
const FOUND: ProbeResult = {
  ok: true, findings: [{ level: "ok", text: "The camera answers." }, { level: "warning", text: "Its clock is 4 seconds ahead." }],
  stream: { codec: "H.264", width: 1920, height: 1080, fps: 25 }, picture: "data:image/png;base64,AAAA", certificate: null,
};

beforeEach(() => { server.use(http.post("*/api/video/cameras/:id/probe", () => HttpResponse.json(FOUND)), http.post("*/api/video/probe", () => HttpResponse.json(FOUND))); });

describe("list of cameras", () => {
  it("shows health in words, and filters to what needs somebody", async () => {
    show("/cameras");
    expect(await screen.findByText("Signal lost")).toBeInTheDocument();
    expect(screen.getByText("3 cameras, 1 needs attention")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("radio", { name: "Need attention 1" }));
    expect(screen.getAllByRole("row")).toHaveLength(2);
    expect(where()).toBe("/cameras?show=attention");
  });

  it("opens a camera from its row", async () => {
    show("/cameras");
    await userEvent.click(await screen.findByRole("link", { name: "Railway station forecourt" }));
    expect(where()).toBe("/cameras/c-12");
  });

  it("hides adding from those who may only read", async () => {
    show("/cameras", session(["session.own", "estate.read"]));
    await screen.findByText("Signal lost");
    expect(screen.queryByRole("link", { name: "Add a camera" })).not.toBeInTheDocument();
  });

  it("says what went wrong and tries again", async () => {
    server.use(http.get("*/api/cameras", () => HttpResponse.json({ title: "Not available", detail: "The database is starting.", advice: "Wait a moment." }, { status: 503 }), { once: true }));
    show("/cameras");
    expect(await screen.findByRole("alert")).toHaveTextContent(/database is starting.*Wait a moment/);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Signal lost")).toBeInTheDocument();
  });
});

describe("camera page", () => {
  it("tests the camera and says what was found", async () => {
    show("/cameras/c-12");
    await userEvent.click(await screen.findByRole("button", { name: "Test now" }));
    expect(await screen.findByText("The camera works.")).toBeInTheDocument();
    expect(screen.getByRole("img", { name: /first picture from railway station/i })).toBeInTheDocument();
    expect(screen.getByText("Its clock is 4 seconds ahead.")).toBeInTheDocument();
  });

  it("retires only after asking, and stays when the server refuses", async () => {
    server.use(http.post("*/api/cameras/c-12/retire", () => HttpResponse.json({ title: "Conflict", detail: "An export of it is running." }, { status: 409 })));
    show("/cameras/c-12");
    await userEvent.click(await screen.findByRole("button", { name: "Retire this camera" }));
    const dialog = await screen.findByRole("dialog", { name: /retire camera 12/i });
    await userEvent.click(within(dialog).getByRole("button", { name: "Retire the camera" }));
    expect(await within(dialog).findByText("An export of it is running.")).toBeInTheDocument();
    expect(where()).toBe("/cameras/c-12");
  });
});

describe("adding and changing", () => {
  it("marks what is missing before anything is sent", async () => {
    show("/cameras/new");
    await userEvent.click(await screen.findByRole("button", { name: "Add the camera" }));
    expect(await screen.findByText("3 values to put right")).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Number" })).toHaveFocus();
  });

  it("tests, adds, and goes to the new camera", async () => {
    const sent: CameraWrite[] = [];
    server.use(http.post("*/api/cameras", async ({ request }) => { sent.push((await request.json()) as CameraWrite); return HttpResponse.json(camera(81, "Spire Walk"), { status: 201 }); }));
    show("/cameras/new");
    await userEvent.type(await screen.findByRole("textbox", { name: "Number" }), "81");
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Spire Walk");
    await userEvent.type(screen.getByRole("textbox", { name: "Address of the main stream" }), "rtsp://10.20.0.81/main");
    await userEvent.click(screen.getByRole("button", { name: "Test this address" }));
    expect(await screen.findByText("The camera works.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Add the camera" }));
    await waitFor(() => { expect(where()).toBe("/cameras/c-81"); });
    expect(sent[0]).toMatchObject({ number: 81, name: "Spire Walk", recorded: true, retention_days: 31 });
  });

  it("changes a camera without touching its password", async () => {
    const sent: CameraWrite[] = [];
    server.use(http.patch("*/api/cameras/c-1", async ({ request }) => { sent.push((await request.json()) as CameraWrite); return HttpResponse.json(camera(1, "Market Hall")); }));
    show("/cameras/c-1/edit");
    const name = await screen.findByRole("textbox", { name: "Name" });
    await userEvent.clear(name);
    await userEvent.type(name, "Market Hall");
    await userEvent.click(screen.getByRole("button", { name: "Save the changes" }));
    await waitFor(() => { expect(sent).toHaveLength(1); });
    expect(sent[0]).toMatchObject({ name: "Market Hall" });
    expect(sent[0]).not.toHaveProperty("password");
  });
});

describe("a camera that shows its own certificate", () => {
  const UNTRUSTED: ProbeResult = {
    ok: false, findings: [{ level: "error", text: "The certificate is not trusted." }], stream: null, picture: null,
    certificate: { fingerprint: "ab".repeat(32), subject: "camera", issuer: "camera", begins: null, ends: "2030-01-01T00:00:00Z", trusted: false },
  };

  it("is trusted only when somebody says so, and then by this certificate alone", async () => {
    const sent: CameraWrite[] = [];
    const tried: unknown[] = [];
    server.use(
      http.post("*/api/video/probe", async ({ request }) => { tried.push(await request.json()); return HttpResponse.json(UNTRUSTED); }),
      http.post("*/api/cameras", async ({ request }) => { sent.push((await request.json()) as CameraWrite); return HttpResponse.json(camera(81, "Spire Walk"), { status: 201 }); }),
    );
    show("/cameras/new");
    await userEvent.type(await screen.findByRole("textbox", { name: "Number" }), "81");
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Spire Walk");
    expect(screen.queryByRole("combobox", { name: "How the camera proves who it is" })).not.toBeInTheDocument();
    await userEvent.type(screen.getByRole("textbox", { name: "Address of the main stream" }), "rtsps://10.20.0.81/main");
    await userEvent.click(screen.getByRole("button", { name: "Test this address" }));
    const found = await screen.findByRole("region", { name: "The camera's certificate" });
    expect(found).toHaveTextContent(/nobody here has vouched for.*AB:AB:AB/);
    await userEvent.click(within(found).getByRole("button", { name: "It is the same: trust this certificate" }));
    expect(screen.getByRole("textbox", { name: /SHA-256 fingerprint/ })).toHaveValue(Array(32).fill("AB").join(":"));
    expect(found).toHaveTextContent("It shows the certificate that is trusted.");
    await userEvent.click(screen.getByRole("button", { name: "Add the camera" }));
    await waitFor(() => { expect(sent).toHaveLength(1); });
    expect(tried[0]).toMatchObject({ tls_verify: true, tls_fingerprint: "" });
    expect(sent[0]).toMatchObject({ tls_verify: true, tls_fingerprint: "ab".repeat(32) });
  });

  it("shows a changed certificate for what it is", async () => {
    server.use(http.post("*/api/video/cameras/:id/probe", () => HttpResponse.json(UNTRUSTED)),
      http.get("*/api/cameras", () => HttpResponse.json([camera(1, "Market Place", "lost", { streams: { main: { url: "rtsps://10.20.0.1/main" } }, tls_fingerprint: "cd".repeat(32) })])));
    show("/cameras/c-1");
    expect(await screen.findByText("By the certificate whose fingerprint was entered")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Test now" }));
    expect(await screen.findByText("It shows another certificate than the one that is entered.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /trust this certificate/ })).not.toBeInTheDocument();
  });
});

describe("the saved password", () => {
  it("is removed only when the box is ticked", async () => {
    const sent: CameraWrite[] = [];
    server.use(http.patch("*/api/cameras/c-1", async ({ request }) => { sent.push((await request.json()) as CameraWrite); return HttpResponse.json(camera(1, "Market Place north")); }));
    show("/cameras/c-1/edit");
    await userEvent.type(await screen.findByLabelText("Password at the camera"), "typed");
    await userEvent.click(screen.getByRole("checkbox", { name: "Remove the saved password" }));
    expect(screen.getByLabelText("Password at the camera")).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "Save the changes" }));
    await waitFor(() => { expect(sent).toHaveLength(1); });
    expect(sent[0]).toMatchObject({ password: "" });
  });
});

describe("CSV", () => {
  it("shows every line before anything is changed, then brings in", async () => {
    const result: ImportResult = {
      rows: [{ line: 2, action: "create", number: 81, name: "Spire Walk", errors: [] }, { line: 3, action: "refuse", number: null, name: "Nowhere", errors: ["The number is missing."] }],
      created: 1, updated: 0, refused: 1, ignored_columns: ["notes"], new_sites: ["Spire Walk"], new_groups: ["Markets"],
    };
    const asked: string[] = [];
    server.use(http.post("*/api/cameras/import", ({ request }) => { asked.push(new URL(request.url).search); return HttpResponse.json(result); }));
    const { container } = show("/cameras/import");
    await userEvent.upload(container.querySelector('input[type="file"]') as HTMLInputElement, new File(["number,name\n81,Spire Walk"], "cameras.csv", { type: "text/csv" }));
    expect(await screen.findByText("The number is missing.")).toBeInTheDocument();
    expect(screen.getByText(/Nothing has been changed yet/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Bring in 1 camera" }));
    await waitFor(() => { expect(where()).toBe("/cameras"); });
    expect(asked).toEqual(["?apply=false", "?apply=true"]);
  });
});

describe("sites", () => {
  it("count their cameras and lead to them", async () => {
    show("/cameras/sites");
    const row = (await screen.findByRole("link", { name: "Market Place" })).closest("tr") as HTMLElement;
    await waitFor(() => { expect(within(row).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["Market Place", "2", "1"]); });
  });
});
