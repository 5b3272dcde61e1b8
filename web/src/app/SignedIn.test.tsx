import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import { SignedIn } from "./SignedIn";
import { UserMenu } from "./UserMenu";

const inside = <SignedIn><p>The control room</p></SignedIn>;
const fill = async (name: string, password: string) => {
  await userEvent.type(screen.getByLabelText("Sign-in name"), name);
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
};

describe("signing in", () => {
  it("shows the screen to those who are signed in", () => {
    renderApp(inside);
    expect(screen.getByText("The control room")).toBeInTheDocument();
  });

  it("lets in with name and password, and stays where one was", async () => {
    const sent: unknown[] = [];
    server.use(http.post("*/api/session", async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(session()); }));
    renderApp(inside, { session: null });
    await fill(" pat ", "correct horse battery");
    expect(await screen.findByText("The control room")).toBeInTheDocument();
    expect(sent).toEqual([{ name: "pat", password: "correct horse battery" }]);
  });

  it("helps when it does not match, and lets paste", async () => {
    server.use(http.post("*/api/session", () => HttpResponse.json({ title: "Refused", detail: "No." }, { status: 401 })));
    renderApp(inside, { session: null });
    await userEvent.click(screen.getByLabelText("Password"));
    await userEvent.paste("pasted password");
    expect(screen.getByLabelText("Password")).toHaveValue("pasted password");
    await userEvent.type(screen.getByLabelText("Sign-in name"), "pat");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/do not match.*caps lock/i);
    expect(screen.getByLabelText("Password")).toHaveValue("");
  });

  it("says what the server says when there were too many tries", async () => {
    server.use(http.post("*/api/session", () => HttpResponse.json({ title: "Too many tries", detail: "Wait 30 seconds.", advice: "Then try again." }, { status: 429 })));
    renderApp(inside, { session: null });
    await fill("pat", "x");
    expect(await screen.findByRole("alert")).toHaveTextContent(/Too many tries.*Wait 30 seconds/);
  });

  it("says that caps lock is on", async () => {
    renderApp(inside, { session: null });
    screen.getByLabelText("Password").focus();
    await userEvent.keyboard("{CapsLock}A");
    expect(screen.getByText(/caps lock is on/i)).toBeInTheDocument();
  });

  it("asks again when the session ends in the middle of work", async () => {
    server.use(http.get("*/api/users", () => new HttpResponse(null, { status: 401 })));
    renderApp(inside);
    await act(async () => { await api.get("/users").catch(() => undefined); });
    expect(await screen.findByText(/your session has ended/i)).toBeInTheDocument();
    expect(screen.queryByText("The control room")).not.toBeInTheDocument();
  });

  it("asks again after signing out, and keeps nothing of what was shown", async () => {
    server.use(http.delete("*/api/session", () => new HttpResponse(null, { status: 204 })));
    const { cache } = renderApp(<SignedIn><UserMenu session={session()} /></SignedIn>);
    cache.setQueryData(keys.users, [{ name: "sam" }]);
    await userEvent.click(screen.getByRole("button", { name: /Signed in as/ }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    expect(await screen.findByLabelText("Sign-in name")).toBeInTheDocument();
    expect(cache.getQueryData(keys.users)).toBeUndefined();
  });

  it("says so when the server is away", async () => {
    server.use(http.get("*/api/session", () => HttpResponse.error()));
    renderApp(inside, { session: "ask" });
    expect(await screen.findByText(/server does not answer/i)).toBeInTheDocument();
    server.use(http.get("*/api/session", () => HttpResponse.json(session())));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => { expect(screen.getByText("The control room")).toBeInTheDocument(); });
  });
});
