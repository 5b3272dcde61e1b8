import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { SessionInfo } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { security, session } from "@/testing/town";

import { SignedIn } from "../SignedIn";

const locked = (more: Partial<SessionInfo> = {}) => session(undefined, { locked: true, ...more });

function Work() {
  const [text, setText] = useState("");
  return <label>Reason<input value={text} onChange={(event) => { setText(event.currentTarget.value); }} /></label>;
}
const show = (info: SessionInfo = session(), route = "/exports") => renderApp(<SignedIn><Work /></SignedIn>, { session: info, route });
const lockKeys = () => { fireEvent.keyDown(document.body, { key: "l", code: "KeyL", ctrlKey: true, altKey: true }); };

beforeEach(() => {
  vi.stubGlobal("WebSocket", class { readyState = 0; close() { this.readyState = 3; } });
  server.use(
    http.post("*/api/session/lock", () => HttpResponse.json(locked())),
    http.post("*/api/session/unlock", async ({ request }) => {
      const { password } = (await request.json()) as { password: string };
      return password === "right" ? HttpResponse.json(session()) : HttpResponse.json({ type: "wrong-proof", title: "Refused", detail: "The password is wrong.", advice: "Type it again." }, { status: 403 });
    }),
  );
});

describe("a locked desk", () => {
  it("hides what was on it, from eyes and keyboard, and gives it back as it was", async () => {
    show();
    await userEvent.type(screen.getByLabelText("Reason"), "Assault, Mar");
    lockKeys();
    const dialog = await screen.findByRole("dialog", { name: "Locked" });
    expect(dialog).toHaveTextContent("Pat Marsh is signed in. Recording and alarms go on.");
    const field = document.querySelector("input:not([name])");
    expect(field).not.toBeVisible();
    expect(field?.closest("[inert]")).not.toBeNull();
    await userEvent.type(await screen.findByLabelText("Password"), "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Unlock" }));
    expect(await screen.findByText("The password is wrong.")).toBeInTheDocument();
    expect(screen.getByLabelText("Password")).toHaveValue("");
    await userEvent.type(screen.getByLabelText("Password"), "right");
    await userEvent.click(screen.getByRole("button", { name: "Unlock" }));
    await waitFor(() => { expect(screen.getByLabelText("Reason")).toBeVisible(); });
    expect(screen.getByLabelText("Reason")).toHaveValue("Assault, Mar");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("leaves the wall in sight, out of reach", async () => {
    show(locked(), "/wall/window?name=1");
    expect(await screen.findByRole("dialog", { name: "Locked" })).toHaveTextContent("The wall goes on.");
    const field = document.querySelector("input:not([name])");
    expect(field).toBeVisible();
    expect(field?.closest("[inert]")).not.toBeNull();
    expect(document.documentElement.dataset["locked"]).toBe("wall");
  });

  it("is locked when the server says so to anything", async () => {
    server.use(http.get("*/api/users", () => HttpResponse.json({ type: "session-locked", title: "Locked", detail: "" }, { status: 403 })));
    show();
    await act(async () => { await api.get("/users").catch(() => undefined); });
    expect(await screen.findByRole("dialog", { name: "Locked" })).toBeInTheDocument();
  });

  it("counts its alarms without naming them", async () => {
    show(locked());
    const dialog = await screen.findByRole("dialog", { name: "Locked" });
    await waitFor(() => { expect(dialog).toHaveTextContent("1 alarm"); });
    expect(dialog).not.toHaveTextContent("Market Place");
  });

  it("stays locked while the server is away, and tells it afterwards", async () => {
    let reachable = false;
    const heard = vi.fn();
    server.use(http.post("*/api/session/lock", () => {
      if (!reachable) return HttpResponse.error();
      heard();
      return HttpResponse.json(locked());
    }));
    const { cache } = show();
    lockKeys();
    await screen.findByRole("dialog", { name: "Locked" });
    await act(async () => { await cache.invalidateQueries({ queryKey: keys.session }); });
    expect(screen.getByRole("dialog", { name: "Locked" })).toBeInTheDocument();
    reachable = true;
    await waitFor(() => { expect(heard).toHaveBeenCalled(); }, { timeout: 8000 });
  });

  it("asks for a code where the person has an app, and takes a recovery code instead", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/api/session/proof/begin", () => HttpResponse.json({ ticket: "t", options: null, methods: ["password", "totp", "recovery_code"] })),
      http.post("*/api/session/unlock", async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(session()); }),
    );
    show(locked());
    await userEvent.type(await screen.findByLabelText("Password"), "right");
    await userEvent.click(screen.getByRole("button", { name: "Use a recovery code" }));
    await userEvent.type(screen.getByLabelText("Recovery code"), "abcd-efgh-jkmn");
    await userEvent.click(screen.getByRole("button", { name: "Unlock" }));
    await waitFor(() => { expect(sent).toEqual([{ password: "right", recovery_code: "abcd-efgh-jkmn" }]); });
  });
});

describe("time at a desk", () => {
  beforeEach(() => { vi.useFakeTimers({ shouldAdvanceTime: true }); });
  afterEach(() => { vi.useRealTimers(); });

  it("locks it when nobody touched anything for long enough", async () => {
    const short = session(undefined, { lock_after_s: 60 });
    server.use(http.get("*/api/session", () => HttpResponse.json(short)));
    show(short);
    await act(async () => { await vi.advanceTimersByTimeAsync(50_000); });
    fireEvent.pointerMove(window);
    await act(async () => { await vi.advanceTimersByTimeAsync(50_000); });
    expect(screen.queryByRole("dialog", { name: "Locked" })).toBeNull();
    await act(async () => { await vi.advanceTimersByTimeAsync(15_000); });
    expect(await screen.findByRole("dialog", { name: "Locked" })).toBeInTheDocument();
  });

  it("is told to the server as a person's act, while its own questions are not", async () => {
    const asked: (string | null)[] = [];
    server.use(http.get("*/api/session", ({ request }) => { asked.push(request.headers.get("x-beadle-background")); return HttpResponse.json(session()); }));
    show();
    await act(async () => { await vi.advanceTimersByTimeAsync(62_000); });
    expect(asked).toEqual(["1"]);
    fireEvent.keyDown(window, { key: "a" });
    await act(async () => { await vi.advanceTimersByTimeAsync(6_000); });
    expect(asked).toEqual(["1", null]);
  });

  it("ends with the session, and the sign-in page says so", async () => {
    show(session(undefined, { ends_at: new Date(Date.now() + 30_000).toISOString() }));
    await act(async () => { await vi.advanceTimersByTimeAsync(31_000); });
    expect(await screen.findByText(/your session has ended/i)).toBeInTheDocument();
    expect(screen.queryByLabelText("Reason")).toBeNull();
  });
});

describe("a role that asks for a second factor", () => {
  it("is noticed by what the server refuses", async () => {
    server.use(
      http.get("*/api/users", () => HttpResponse.json({ type: "must-enrol", title: "Second factor needed" }, { status: 403 })),
      http.get("*/api/session", () => HttpResponse.json(session(undefined, { must_enrol: true }))),
    );
    show();
    await act(async () => { await api.get("/users").catch(() => undefined); });
    expect(await screen.findByRole("heading", { name: "Set up a second factor" })).toBeInTheDocument();
  });

  it("opens nothing until one is set up, and waits until its codes were read", async () => {
    const { cache } = show(session(undefined, { must_enrol: true }));
    expect(await screen.findByRole("heading", { name: "Set up a second factor" })).toBeInTheDocument();
    expect(screen.queryByLabelText("Reason")).toBeNull();
    const goOn = await screen.findByRole("button", { name: "Go on to Beadle" });
    expect(goOn).toBeDisabled();
    server.use(http.get("*/api/account/security", () => HttpResponse.json(security({ totp_since: "2026-11-22T12:00:00Z", recovery_codes_left: 10 }))));
    await act(async () => { await cache.invalidateQueries(); });
    expect(cache.getQueryData(keys.session)).toMatchObject({ must_enrol: false });
    expect(screen.queryByLabelText("Reason")).toBeNull();
    await waitFor(() => { expect(goOn).toBeEnabled(); });
    await userEvent.click(goOn);
    expect(await screen.findByLabelText("Reason")).toBeInTheDocument();
  });
});
