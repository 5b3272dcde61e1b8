import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { browserWithPasskeys, requestOptions } from "@/testing/passkey";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import { SignIn } from "./SignIn";

const done = vi.fn();
const show = (route = "/cameras") => renderApp(<SignIn ended={false} onDone={done} />, { session: null, route });
const needsSecond = (methods: string[], options: unknown = null) =>
  http.post("*/api/session", () => HttpResponse.json({ type: "second-factor-needed", title: "Second factor needed", status: 401, detail: "", ticket: "t-1", methods, options }, { status: 401 }));
const firstStep = async () => {
  await userEvent.type(await screen.findByLabelText("Sign-in name"), "pat");
  await userEvent.type(screen.getByLabelText("Password"), "right");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
};
/** The server's second step, and what it was sent. */
function secondStep(answer: () => Response = () => HttpResponse.json(session())) {
  const sent: unknown[] = [];
  server.use(http.post("*/api/session/second-factor", async ({ request }) => { sent.push(await request.json()); return answer(); }));
  return sent;
}

beforeEach(() => { done.mockClear(); });

describe("the second step", () => {
  it("takes the code from the app, pasted with a space in it", async () => {
    server.use(needsSecond(["totp", "recovery_code"]));
    const sent = secondStep();
    show();
    await firstStep();
    const field = await screen.findByLabelText("Code from your authenticator app");
    expect(field).toHaveAttribute("autocomplete", "one-time-code");
    await userEvent.click(field);
    await userEvent.paste("123 456");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => { expect(done).toHaveBeenCalled(); });
    expect(sent).toEqual([{ ticket: "t-1", code: "123456" }]);
  });

  it("takes a recovery code", async () => {
    server.use(needsSecond(["totp", "recovery_code"]));
    const sent = secondStep();
    show();
    await firstStep();
    await userEvent.click(await screen.findByRole("button", { name: "Use a recovery code" }));
    await userEvent.type(screen.getByLabelText("Recovery code"), "ABCD-efgh-jkmn");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => { expect(sent).toEqual([{ ticket: "t-1", recovery_code: "ABCD-efgh-jkmn" }]); });
  });

  it("takes a passkey, with the question that came with it", async () => {
    browserWithPasskeys();
    server.use(needsSecond(["passkey"], requestOptions));
    const sent = secondStep();
    show();
    await firstStep();
    await userEvent.click(await screen.findByRole("button", { name: "Use your passkey" }));
    await waitFor(() => { expect(sent).toMatchObject([{ ticket: "t-1", credential: { id: "a2V5", response: { signature: "c2lnbmF0dXJl" } } }]); });
    await waitFor(() => { expect(done).toHaveBeenCalled(); });
  });

  it("lets try again after a wrong code, and begins anew when the server has forgotten the first step", async () => {
    server.use(needsSecond(["totp"]));
    let type = "wrong-second-factor";
    secondStep(() => HttpResponse.json({ type, title: "Not signed in", detail: type === "ticket-gone" ? "This sign-in took too long." : "The code is wrong.", advice: "Begin again." }, { status: 401 }));
    show();
    await firstStep();
    const send = async () => {
      await userEvent.type(screen.getByLabelText(/^Code/), "000000");
      await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    };
    await screen.findByLabelText(/^Code/);
    await send();
    expect(await screen.findByRole("alert")).toHaveTextContent("The code is wrong.");
    type = "ticket-gone";
    await send();
    expect(await screen.findByLabelText("Sign-in name")).toBeInTheDocument();
    expect(screen.getByRole("alert")).toHaveTextContent("This sign-in took too long.");
  });

  it("says what a code looks like before it asks the server", async () => {
    server.use(needsSecond(["totp"]));
    const sent = secondStep();
    show();
    await firstStep();
    await userEvent.type(await screen.findByLabelText(/^Code/), "12");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("six figures");
    expect(sent).toEqual([]);
  });
});

describe("other ways in", () => {
  const passkeysOffered = () => {
    server.use(
      http.get("*/api/session/methods", () => HttpResponse.json({ password: true, passkey: true, oidc: { name: "Chesterfield account" } })),
      http.post("*/api/session/passkey/begin", () => HttpResponse.json({ ticket: "t-2", options: requestOptions })),
      http.post("*/api/session/passkey", () => HttpResponse.json(session())),
    );
  };

  it("a passkey alone", async () => {
    browserWithPasskeys();
    passkeysOffered();
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Sign in with a passkey" }));
    await waitFor(() => { expect(done).toHaveBeenCalled(); });
  });

  it("tell what happened to one's sign-in meanwhile", async () => {
    server.use(http.post("*/api/session", () => HttpResponse.json(session(undefined, { notices: [{ id: "n-1", at: "2026-11-22T03:10:00Z", kind: "recovery-code-used", address: "", by: "" }] }))));
    show();
    await firstStep();
    expect(await screen.findByText(/A recovery code was used/)).toBeInTheDocument();
  });

  it("a passkey among the suggestions for the name", async () => {
    const { get } = browserWithPasskeys({ suggests: true });
    passkeysOffered();
    show();
    expect(screen.getByLabelText("Sign-in name")).toHaveAttribute("autocomplete", "username webauthn");
    await waitFor(() => { expect(done).toHaveBeenCalled(); });
    expect(get.mock.calls[0]?.[0]).toMatchObject({ mediation: "conditional" });
  });

  it("a suggestion that nobody takes is no fault to show", async () => {
    const { get } = browserWithPasskeys({ suggests: true });
    get.mockRejectedValue(new DOMException("", "NotAllowedError"));
    passkeysOffered();
    show();
    await waitFor(() => { expect(get).toHaveBeenCalled(); });
    await screen.findByRole("button", { name: "Sign in with a passkey" });
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("the button's question comes before the silent one", async () => {
    const { get } = browserWithPasskeys({ suggests: true });
    get.mockImplementation(({ mediation, signal }) => (mediation === "conditional"
      ? new Promise((_, reject) => { signal?.addEventListener("abort", () => { reject(new DOMException("", "AbortError")); }); })
      : Promise.reject(new DOMException("", "NotAllowedError"))));
    passkeysOffered();
    show();
    await waitFor(() => { expect(get).toHaveBeenCalledTimes(1); });
    await userEvent.click(await screen.findByRole("button", { name: "Sign in with a passkey" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No passkey was used");
    expect(get.mock.calls[0]?.[0].signal?.aborted).toBe(true);
  });

  it("single sign-on, by the council's name for it; its refusal is said when the page comes back", async () => {
    passkeysOffered();
    show("/playback?camera=c-1&directory=no-role");
    expect(await screen.findByRole("link", { name: "Sign in with Chesterfield account" })).toHaveAttribute("href", "/api/session/oidc?then=%2Fplayback%3Fcamera%3Dc-1");
    expect(screen.getByRole("alert")).toHaveTextContent(/Single sign-on did not let you in.*no group that has a role/);
  });

  it("no passkey where the browser or the address cannot", async () => {
    vi.unstubAllGlobals();
    passkeysOffered();
    show();
    await screen.findByRole("link", { name: /Chesterfield account/ });
    expect(screen.queryByRole("button", { name: /passkey/ })).toBeNull();
  });
});
