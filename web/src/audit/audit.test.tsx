import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { AuditRow } from "@/api/types";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { cameras, purposes } from "@/testing/town";

import { actionWords, detailWords, objectWords } from "./actions";
import AuditPage from "./AuditPage";

const row = (id: number, more: Partial<AuditRow> = {}): AuditRow => ({
  id, actor_id: "u-2", objects: [], subjects: [], forgotten: false, at: "2026-11-22T14:00:00Z", actor: "sam", action: "footage.replay", object: "camera:c-12", purpose: "Assault", case_reference: "26000/441",
  outcome: "ok", address: "10.0.0.9", detail: { seconds: 90 }, ...more,
});
let asked: URLSearchParams[] = [];
beforeEach(() => {
  asked = [];
  server.use(
    http.get("*/api/purposes", () => HttpResponse.json(purposes())),
    http.get("*/api/audit/state", () => HttpResponse.json({ size: 9, root: "", unsealed: 0, waiting_since: null, checkpoint: null, copies: [], key: "beadle+1+k", troubles: [] })),
  );
  server.use(http.get("*/api/audit", ({ request }) => {
    const query = new URL(request.url).searchParams;
    asked.push(query);
    if (query.get("person") === "nobody") return HttpResponse.json({ rows: [], next: null });
    return query.get("before") ? HttpResponse.json({ rows: [row(1, { outcome: "refused", action: "access.refused" })], next: null }) : HttpResponse.json({ rows: [row(9), row(8)], next: 8 });
  }));
});

describe("audit log", () => {
  it("shows acts in words and goes back page by page", async () => {
    renderApp(<AuditPage />);
    expect(await screen.findAllByRole("cell", { name: "Played back" })).toHaveLength(2);
    expect(await screen.findAllByRole("cell", { name: "12 Railway station forecourt" })).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "Show older lines" }));
    expect(await screen.findByRole("cell", { name: "Was refused" })).toBeInTheDocument();
    expect(asked.at(-1)?.get("before")).toBe("8");
    expect(screen.getByText("That is the first line.")).toBeInTheDocument();
  });

  it("opens a line with all its particulars", async () => {
    renderApp(<AuditPage />);
    await screen.findAllByRole("cell", { name: "Played back" });
    await userEvent.click(screen.getAllByRole("button", { name: /22 Nov 2026/ })[0] as HTMLElement);
    const dialog = await screen.findByRole("dialog", { name: "Line 9" });
    expect(within(dialog).getByText("90")).toBeInTheDocument();
    expect(within(dialog).getByText("Played back (footage.replay)")).toBeInTheDocument();
  });

  it("filters by exact sign-in name, and back to everything", async () => {
    renderApp(<AuditPage />);
    await screen.findAllByRole("cell", { name: "Played back" });
    await userEvent.type(screen.getByRole("textbox", { name: /Who/ }), "nobody{Enter}");
    expect(await screen.findByText("No line fits this filter")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Show everything" }));
    await waitFor(() => { expect(screen.getAllByRole("cell", { name: "Played back" }).length).toBeGreaterThan(0); });
    expect(screen.getByRole("textbox", { name: /Who/ })).toHaveValue("");
  });

  it("has words for what it does not know", () => {
    expect(actionWords("plates.search_all")).toBe("plates search all");
    expect(objectWords("export:0123456789", cameras())).toBe("export 01234567");
    expect([detailWords(true), detailWords(null), detailWords([1, 2]), detailWords({ a: 1 })]).toEqual(["yes", "none", "1, 2", '{"a":1}']);
  });
});
