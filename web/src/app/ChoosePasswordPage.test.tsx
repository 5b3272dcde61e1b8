import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { SessionInfo } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import { SignedIn } from "./SignedIn";

const FIRST = "kq7m-2hvx-9ztc-b4np-w8fd";
const OWN = "correct horse battery";
const given = (more: Partial<SessionInfo> = {}) => session(undefined, { must_choose_password: true, password_until: "2026-11-25T12:00:00Z", ...more });
const show = (info: SessionInfo = given(), route = "/wall") => renderApp(<SignedIn><p>The control room</p></SignedIn>, { session: info, route });
const fill = async (current: string, fresh: string, again = fresh) => {
  for (const [label, text] of [[/you were given/, current], [/New password/, fresh], [/The same again/, again]] as const) {
    fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
  }
  await userEvent.click(screen.getByRole("button", { name: "Choose it and go on" }));
};
let sent: unknown[] = [];

beforeEach(() => {
  sent = [];
  server.use(
    http.get("*/api/session", () => HttpResponse.json(sent.length > 0 ? session() : given())),
    http.post("*/api/session/password", async ({ request }) => { sent.push(await request.json()); return new HttpResponse(null, { status: 204 }); }),
  );
});

describe("a password that was given to somebody", () => {
  it("opens nothing, the wall neither, until they have chosen their own; then they are in", async () => {
    show();
    expect(screen.getByRole("heading", { name: "Choose your password" })).toBeInTheDocument();
    expect(screen.queryByText("The control room")).toBeNull();
    await fill(FIRST, OWN);
    expect(await screen.findByText("The control room")).toBeInTheDocument();
    expect(sent).toEqual([{ current: FIRST, new: OWN }]);
  });

  it("is not kept, and the new one has some length and is typed twice alike", async () => {
    show();
    await fill("", "short");
    expect(screen.getByText("Type the password that you signed in with.")).toBeInTheDocument();
    expect(screen.getByText(/Use at least 12 characters/)).toBeInTheDocument();
    await waitFor(() => { expect(screen.getByLabelText(/you were given/)).toHaveFocus(); });
    await fill(FIRST, OWN, "correct horse batter");
    expect(screen.getByText("The two are not the same.")).toBeInTheDocument();
    await fill(FIRST, FIRST);
    expect(screen.getByText(/another than the one that you were given/)).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it("says why the server does not take the new one, and stays", async () => {
    server.use(http.post("*/api/session/password", () => HttpResponse.json({ title: "Password not accepted", detail: "This is one of the commonest passwords.", advice: "Three or four random words are good." }, { status: 422 })));
    show();
    await fill(FIRST, "password12345");
    expect(await screen.findByRole("alert")).toHaveTextContent(/commonest passwords.*random words/);
    expect(screen.queryByText("The control room")).toBeNull();
  });

  it("says who reset it and when", () => {
    show(given({ notices: [{ id: "n-1", at: "2026-11-22T12:00:00Z", kind: "password-reset", address: "10.42.9.3", by: "Pat Marsh" }] }));
    expect(screen.getByRole("status", { name: /Pat Marsh reset your password/ })).toHaveTextContent(/22 Nov.*tell the CCTV manager/);
  });

  it("comes before a second factor that is asked for too", async () => {
    show(given({ must_enrol: true }));
    expect(screen.getByRole("heading", { name: "Choose your password" })).toBeInTheDocument();
    server.use(http.get("*/api/session", () => HttpResponse.json(session(undefined, { must_enrol: true }))));
    await fill(FIRST, OWN);
    expect(await screen.findByRole("heading", { name: "Set up a second factor" })).toBeInTheDocument();
  });

  it("is noticed by what the server refuses", async () => {
    server.use(http.get("*/api/users", () => HttpResponse.json({ type: "must-choose-password", title: "Choose your password" }, { status: 403 })));
    show(session());
    await act(async () => { await api.get("/users").catch(() => undefined); });
    expect(await screen.findByRole("heading", { name: "Choose your password" })).toBeInTheDocument();
  });

  it("can be left alone by signing out", async () => {
    server.use(http.delete("*/api/session", () => new HttpResponse(null, { status: 204 })));
    const { cache } = show();
    await userEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await waitFor(() => { expect(cache.getQueryData(keys.session)).toBeNull(); });
  });
});
