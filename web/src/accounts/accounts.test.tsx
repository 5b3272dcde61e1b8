import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { NewUser, UserPatch } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { groups, purposes } from "@/testing/town";

import UsersPage from "./UsersPage";

const GOOD = "correct horse battery";

beforeEach(() => {
  server.use(
    http.get("*/api/camera-groups", () => HttpResponse.json(groups())),
    http.get("*/api/purposes", () => HttpResponse.json(purposes())),
    http.post("*/api/rights/preview", () => HttpResponse.json({ sentences: ["May watch."] })),
  );
});

describe("users", () => {
  it("are listed with their roles in words; oneself cannot be disabled", async () => {
    renderApp(<UsersPage />);
    const own = (await screen.findByText("Pat Marsh (you)")).closest("tr") as HTMLElement;
    expect(within(own).getByText("Administrator")).toBeInTheDocument();
    expect(within(own).getByRole("button", { name: "Disable" })).toBeDisabled();
  });

  it("are added with a right and a password of some length", async () => {
    const sent: NewUser[] = [];
    server.use(http.post("*/api/users", async ({ request }) => { sent.push((await request.json()) as NewUser); return HttpResponse.json({ id: "u-9", disabled: false, ...sent[0] }, { status: 201 }); }));
    renderApp(<UsersPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Add a user" }));
    const dialog = await screen.findByRole("dialog", { name: "Add a user" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Add the user" }));
    expect(within(dialog).getByText("Type the name colleagues know.")).toBeInTheDocument();
    expect(within(dialog).getByText(/use at least 12 characters/i)).toBeInTheDocument();
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Full name" }), "Robin Hale");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Sign-in name" }), "R.Hale");
    await userEvent.click(within(dialog).getByRole("combobox", { name: "Cameras of right 1" }));
    await userEvent.click(await screen.findByRole("option", { name: "Stations" }));
    await userEvent.type(within(dialog).getByLabelText(/First password/), GOOD);
    await userEvent.type(within(dialog).getByLabelText(/The same again/), GOOD);
    await userEvent.click(within(dialog).getByRole("button", { name: "Add the user" }));
    await waitFor(() => { expect(sent).toEqual([{ name: "r.hale", display_name: "Robin Hale", grants: [{ role: "operator", group_id: "g-2", purpose_ids: null }], password: GOOD }]); });
  });

  it("are disabled only after asking", async () => {
    const sent: UserPatch[] = [];
    server.use(http.patch("*/api/users/u-2", async ({ request }) => { sent.push((await request.json()) as UserPatch); return HttpResponse.json({}); }));
    renderApp(<UsersPage />);
    const row = (await screen.findByText("Sam Okafor")).closest("tr") as HTMLElement;
    await userEvent.click(within(row).getByRole("button", { name: "Disable" }));
    const dialog = await screen.findByRole("dialog", { name: "Disable Sam Okafor?" });
    expect(sent).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Disable" }));
    await waitFor(() => { expect(sent).toEqual([{ disabled: true }]); });
  });
});
