import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { api } from "@/api/client";
import { browserWithPasskeys, requestOptions } from "@/testing/passkey";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";
import { Dialog } from "@/ui/Dialog";

import { StepUp } from "./StepUp";

/** A server that lets exports through once it was proved who asks. */
function guardedExports() {
  const proofs: unknown[] = [];
  server.use(
    http.post("*/api/session/proof", async ({ request }) => { proofs.push(await request.json()); return HttpResponse.json(session()); }),
    http.post("*/api/video/exports", () => (proofs.length > 0 ? HttpResponse.json({ id: "e-1" }) : HttpResponse.json({ type: "step-up-needed", title: "Prove that it is you", detail: "" }, { status: 403 }))),
  );
  return proofs;
}

describe("the question who is there", () => {
  it("opens over what was being done, which then goes on by itself", async () => {
    const proofs = guardedExports();
    renderApp(<StepUp />);
    const order = api.post("/video/exports", { body: {} });
    expect(await screen.findByRole("dialog", { name: "Is it still you?" })).toBeInTheDocument();
    await userEvent.type(await screen.findByLabelText("Password"), "right");
    await userEvent.click(screen.getByRole("button", { name: "Go on" }));
    await expect(order).resolves.toEqual({ id: "e-1" });
    expect(proofs).toEqual([{ password: "right" }]);
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
  });

  it("is answered by a passkey alone", async () => {
    browserWithPasskeys();
    server.use(http.post("*/api/session/proof/begin", () => HttpResponse.json({ ticket: "t-1", options: requestOptions, methods: ["passkey", "password", "recovery_code"] })));
    const proofs = guardedExports();
    renderApp(<StepUp />);
    const order = api.post("/video/exports", { body: {} });
    await userEvent.click(await screen.findByRole("button", { name: "Use your passkey" }));
    await expect(order).resolves.toEqual({ id: "e-1" });
    expect(proofs).toMatchObject([{ ticket: "t-1", credential: { id: "a2V5" } }]);
  });

  it("may be closed: then nothing was done, in plain words", async () => {
    guardedExports();
    renderApp(<StepUp />);
    const order = api.post("/video/exports", { body: {} }).catch((error: unknown) => error);
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(await order).toMatchObject({ title: "Not done" });
  });

  it("leaves the dialog beneath it, and what was typed there, when it is closed by a key", async () => {
    guardedExports();
    const closed = vi.fn();
    renderApp(<><Dialog opened onClose={closed} title="Export footage">Half typed</Dialog><StepUp /></>);
    const order = api.post("/video/exports", { body: {} }).catch((error: unknown) => error);
    await userEvent.click(await screen.findByLabelText("Password"));
    await userEvent.keyboard("{Escape}");
    expect(await order).toMatchObject({ type: "step-up-declined" });
    expect(closed).not.toHaveBeenCalled();
  });

  it("is closed by a lock", async () => {
    guardedExports();
    const { unmount } = renderApp(<StepUp />);
    const order = api.post("/video/exports", { body: {} }).catch((error: unknown) => error);
    await screen.findByRole("dialog", { name: "Is it still you?" });
    act(() => { unmount(); });
    expect(await order).toMatchObject({ type: "step-up-declined" });
  });
});
