import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { camera, session } from "@/testing/town";

import { AcceptView } from "./AcceptView";

it("accepts a view only after it was asked whether it is right", async () => {
  const asked: string[] = [];
  server.use(http.post("*/api/video/cameras/:id/reference", ({ params }) => {
    asked.push(String(params["id"]));
    return new HttpResponse(null, { status: 204 });
  }));
  renderApp(<AcceptView camera={camera(7, "Saltergate", "moved")} />, { route: "/", session: session() });
  await userEvent.click(await screen.findByRole("button", { name: "Accept this view" }));
  expect(asked).toEqual([]);
  const buttons = await screen.findAllByRole("button", { name: "Accept this view" });
  const confirm = buttons.at(-1);
  if (confirm === undefined) throw new Error("no button");
  await userEvent.click(confirm);
  await waitFor(() => { expect(asked).toEqual(["c-7"]); });
});

it("is not offered for a sound camera, nor to those who may not change cameras", async () => {
  renderApp(<><p>here</p><AcceptView camera={camera(7, "Saltergate")} /></>, { route: "/", session: session() });
  renderApp(<AcceptView camera={camera(7, "Saltergate", "moved")} />, { route: "/", session: session(["session.own", "estate.read"]) });
  await screen.findByText("here");
  expect(screen.queryByRole("button", { name: "Accept this view" })).not.toBeInTheDocument();
});
