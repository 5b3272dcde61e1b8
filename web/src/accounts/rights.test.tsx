import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { Glass } from "@/api/rights";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { cameras, groups, purposes, users } from "@/testing/town";

import BreakGlassPage from "./BreakGlassPage";
import { whole } from "./GrantsEditor";
import GroupsPage, { matching } from "./GroupsPage";
import PurposesPage from "./PurposesPage";
import UsersPage, { grantWords } from "./UsersPage";

const glass: Glass = {
  id: "b-1", user_id: "u-2", user: "Sam Okafor", reason: "Child missing near the park", case_reference: "26/900", began_at: "2026-11-22T12:00:00Z", until: "2026-11-22T13:00:00Z",
  open: false, ended_at: "2026-11-22T13:00:00Z", ended_by: "time", reviewed_at: null, reviewed_by: null, remark: null,
};
let sent: unknown = null;
const keep = async ({ request }: { request: Request }) => { sent = await request.json(); };
beforeEach(() => {
  sent = null;
  server.use(
    http.get("*/api/users", () => HttpResponse.json(users())),
    http.get("*/api/camera-groups", () => HttpResponse.json(groups())),
    http.get("*/api/purposes", () => HttpResponse.json(purposes())),
    http.get("*/api/break-glass", () => HttpResponse.json([glass])),
    http.post("*/api/rights/preview", async ({ request }) => {
      const { grants } = (await request.json()) as { grants: { role: string }[] };
      return HttpResponse.json({ sentences: grants.map(({ role }) => `May work as ${role}.`) });
    }),
  );
});

describe("rights of a user", () => {
  it("are shown in words while they are changed, and sent as grants", async () => {
    server.use(http.patch("*/api/users/u-2", async (all) => { await keep(all); return HttpResponse.json(users()[1]); }));
    renderApp(<UsersPage />);
    await userEvent.click(await screen.findByRole("button", { name: "More for Sam Okafor" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Name and rights" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("May work as operator.")).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole("button", { name: "Add a right" }));
    await userEvent.click(within(dialog).getByRole("combobox", { name: "Role of right 2" }));
    await userEvent.click(await screen.findByRole("option", { name: "Police liaison" }));
    expect(await within(dialog).findByText("May work as police_liaison.")).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => {
      expect(sent).toEqual({ display_name: "Sam Okafor", grants: [{ role: "operator", group_id: "g-1", purpose_ids: ["p-1"] }, { role: "police_liaison", group_id: null, purpose_ids: null }] });
    });
  });

  it("are named shortly in the list, with their limits", () => {
    expect(grantWords({ role: "operator", group_id: null, purpose_ids: null }, groups())).toBe("Operator");
    expect(grantWords({ role: "operator", group_id: "g-1", purpose_ids: ["p-1"] }, groups())).toBe("Operator: Town Centre, 1 purpose");
    expect(grantWords({ role: "manager", group_id: "gone", purpose_ids: null }, groups())).toBe("CCTV manager: a group");
  });

  it("have no limits for an administrator", () => {
    expect(whole({ role: "administrator", group_id: "g-1", purpose_ids: ["p-1"] })).toEqual({ role: "administrator", group_id: null, purpose_ids: null });
    expect(whole({ role: "operator", group_id: "g-1", purpose_ids: null })).toEqual({ role: "operator", group_id: "g-1", purpose_ids: null });
  });
});

describe("camera groups", () => {
  it("find cameras by number, name or site", () => {
    expect(matching(cameras(), "place SOUTH").map((one) => one.id)).toEqual(["c-2"]);
    expect(matching(cameras(), "12").map((one) => one.id)).toEqual(["c-12"]);
    expect(matching(cameras(), "  ")).toHaveLength(3);
  });

  it("keep what was chosen when a group is changed, and say why one cannot be deleted", async () => {
    server.use(
      http.patch("*/api/camera-groups/g-1", async (all) => { await keep(all); return HttpResponse.json(groups()[0]); }),
      http.delete("*/api/camera-groups/g-1", () => HttpResponse.json({ title: "In use", detail: "Sam Okafor has rights for it.", advice: "Change those first." }, { status: 409 })),
    );
    renderApp(<GroupsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Town Centre" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(await within(dialog).findByRole("checkbox", { name: "12 Railway station forecourt" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => { expect(sent).toEqual({ name: "Town Centre", description: "Market Place and around", cameras: ["c-1", "c-2", "c-12"] }); });
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    const row = screen.getByRole("row", { name: /Town Centre/ });
    await userEvent.click(within(row).getByRole("button", { name: "Delete" }));
    await userEvent.click(await screen.findByRole("button", { name: "Delete the group" }));
    expect(await screen.findByText(/Sam Okafor has rights for it/)).toBeInTheDocument();
  });
});

describe("purposes", () => {
  it("say what they need; one that needs something cannot become the usual one", async () => {
    renderApp(<PurposesPage />);
    const row = await screen.findByRole("row", { name: /Authorised surveillance/ });
    expect(within(row).getByText("case reference, second person")).toBeInTheDocument();
    await userEvent.click(within(row).getByRole("button", { name: "Authorised surveillance" }));
    expect(await screen.findByRole("switch", { name: /^The usual purpose/ })).toBeDisabled();
  });
});

describe("broken glass", () => {
  it("is reviewed by somebody else, with a way to what was looked at", async () => {
    server.use(http.post("*/api/break-glass/b-1/review", async (all) => { await keep(all); return HttpResponse.json({ ...glass, reviewed_at: "2026-11-22T14:00:00Z" }); }));
    renderApp(<BreakGlassPage />);
    expect(await screen.findByText("1 time to review.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Review Sam Okafor" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByRole("link", { name: /What they looked at/ })).toHaveAttribute("href", expect.stringContaining("/log?person=u-2"));
    await userEvent.type(within(dialog).getByRole("textbox", { name: /What the review found/ }), "Needed.");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save the review" }));
    await waitFor(() => { expect(sent).toEqual({ remark: "Needed." }); });
  });
});
