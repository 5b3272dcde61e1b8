import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { NewUser, User, UserPatch } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { groups, purposes, users } from "@/testing/town";

import UsersPage from "./UsersPage";

const FIRST = { password: "kq7m-2hvx-9ztc-b4np-w8fd", until: "2026-11-25T12:00:00Z" };

beforeEach(() => {
  server.use(
    http.get("*/api/camera-groups", () => HttpResponse.json(groups())),
    http.get("*/api/purposes", () => HttpResponse.json(purposes())),
    http.post("*/api/rights/preview", () => HttpResponse.json({ sentences: ["May watch."] })),
  );
});

/** The dialog shows the password once, copies it, and closes by its button alone. */
async function handedOver(name: string, signIn: string): Promise<void> {
  const dialog = await screen.findByRole("dialog", { name: `First password for ${name}` });
  expect(within(dialog).getByText(FIRST.password)).toBeInTheDocument();
  expect(within(dialog).getByText(signIn)).toBeInTheDocument();
  expect(dialog).toHaveTextContent(/by hand or by telephone/);
  expect(dialog).toHaveTextContent(/good until 25 Nov 2026/);
  const writeText = vi.fn(() => Promise.resolve());
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  await userEvent.click(within(dialog).getByRole("button", { name: "Copy the password" }));
  expect(writeText).toHaveBeenCalledWith(FIRST.password);
  await userEvent.keyboard("{Escape}");
  expect(within(dialog).getByText(FIRST.password)).toBeInTheDocument();
  await userEvent.click(within(dialog).getByRole("button", { name: "I have handed it over" }));
  await waitFor(() => { expect(screen.queryByText(FIRST.password)).toBeNull(); });
}

describe("users", () => {
  it("are listed with their roles in words; oneself cannot be disabled", async () => {
    renderApp(<UsersPage />);
    const own = (await screen.findByText("Pat Marsh (you)")).closest("tr") as HTMLElement;
    expect(within(own).getByText("Administrator")).toBeInTheDocument();
    expect(within(own).getByRole("button", { name: "Disable" })).toBeDisabled();
  });

  it("are added with a right, and their first password is shown once to hand over", async () => {
    const sent: NewUser[] = [];
    server.use(http.post("*/api/users", async ({ request }) => { sent.push((await request.json()) as NewUser); return HttpResponse.json({ id: "u-9", disabled: false, ...sent[0], first_password: FIRST }, { status: 201 }); }));
    renderApp(<UsersPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Add a user" }));
    const dialog = await screen.findByRole("dialog", { name: "Add a user" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Add the user" }));
    expect(within(dialog).getByText("Type the name colleagues know.")).toBeInTheDocument();
    expect(within(dialog).queryByLabelText(/password/i)).toBeNull();
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Full name" }), "Robin Hale");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Sign-in name" }), "R.Hale");
    await userEvent.click(within(dialog).getByRole("combobox", { name: "Cameras of right 1" }));
    await userEvent.click(await screen.findByRole("option", { name: "Stations" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Add the user" }));
    await waitFor(() => { expect(sent).toEqual([{ name: "r.hale", display_name: "Robin Hale", grants: [{ role: "operator", group_id: "g-2", purpose_ids: null }] }]); });
    await handedOver("Robin Hale", "r.hale");
  });

  it("get another first password where theirs is lost; nobody types it", async () => {
    const asked = vi.fn();
    server.use(http.post("*/api/users/u-2/password", async ({ request }) => { asked(await request.text()); return HttpResponse.json(FIRST); }));
    renderApp(<UsersPage />);
    await userEvent.click(await screen.findByRole("button", { name: "More for Sam Okafor" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Reset the password" }));
    const dialog = await screen.findByRole("dialog", { name: "Reset the password of Sam Okafor?" });
    expect(asked).not.toHaveBeenCalled();
    expect(within(dialog).queryByRole("textbox")).toBeNull();
    await userEvent.click(within(dialog).getByRole("button", { name: "Make a first password" }));
    await handedOver("Sam Okafor", "sam");
    expect(asked).toHaveBeenCalledExactlyOnceWith("");
  });

  it("are told apart by whose password they have; one's own is not reset here", async () => {
    const [pat, sam] = users() as [User, User];
    const others: User[] = [
      { ...sam, id: "u-3", display_name: "Robin Hale", password: "first", password_until: "2026-11-25T12:00:00Z" },
      { ...sam, id: "u-4", display_name: "Kim Ward", password: "expired", password_until: "2026-11-01T12:00:00Z" },
      { ...sam, id: "u-5", display_name: "Lee Moss", password: "expired", disabled: true },
      { ...sam, id: "u-6", display_name: "Ada Holt", password: "none" },
    ];
    server.use(http.get("*/api/users", () => HttpResponse.json([pat, ...others])));
    renderApp(<UsersPage />);
    const row = async (name: string) => (await screen.findByText(name)).closest("tr") as HTMLElement;
    expect(await row("Robin Hale")).toHaveTextContent(/First password given\s*good until 25 Nov 2026/);
    expect(await row("Kim Ward")).toHaveTextContent("First password expired");
    expect(await row("Lee Moss")).toHaveTextContent("Disabled");
    expect(await row("Ada Holt")).toHaveTextContent("May sign in");
    await userEvent.click(screen.getByRole("button", { name: "More for Pat Marsh" }));
    expect(await screen.findByRole("menuitem", { name: "Reset the password" })).toBeDisabled();
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
